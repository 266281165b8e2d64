"""Addresses of second factors, under allauth's names; those of signing up with a passkey are not among them."""

from allauth.mfa.models import Authenticator
from django.urls import path

from practice_site.accounts import factor_views, recovery_code_views

PASSKEY, APP = Authenticator.Type.WEBAUTHN.value, Authenticator.Type.TOTP.value

urlpatterns = [
    path("", factor_views.OverviewView.as_view(), name="mfa_index"),
    path("sign-in/", factor_views.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("passkey/sign-in/", factor_views.PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("passkey/add/", factor_views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkey/<int:pk>/name/", factor_views.NamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path("passkey/<int:pk>/remove/", factor_views.RemoveFactorView.as_view(), {"type": PASSKEY}, "mfa_remove_webauthn"),
    path("app/add/", factor_views.AddAppView.as_view(), name="mfa_activate_totp"),
    path("app/remove/", factor_views.RemoveFactorView.as_view(), {"type": APP}, "mfa_deactivate_totp"),
    path("recovery-codes/", recovery_code_views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", recovery_code_views.NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("recovery-codes/file/", recovery_code_views.download, name="mfa_download_recovery_codes"),
]
