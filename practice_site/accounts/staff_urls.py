"""Addresses of staff accounts. They come before the admin's own, so that sign-in, sign-out and the change of a
password are allauth's, at the addresses and under the names that the admin knows."""

from django.urls import include, path

from practice_site.accounts import account_views, password_views, staff_views, step_up_views
from practice_site.models import OneTimeLink

Opens = OneTimeLink.Opens

urlpatterns = [
    path("first-administrator/<str:token>/", staff_views.first_administrator_page, name="first_administrator"),
    path("welcome/<str:token>/", password_views.choose_page, {"opens": Opens.INVITATION}, name="welcome"),
    path("password/reset/", password_views.forgotten_page, name="account_reset_password"),
    path(
        "password/reset/<str:token>/",
        password_views.choose_page,
        {"opens": Opens.NEW_PASSWORD},
        name="account_reset_password_from_key",
    ),
    path("login/", account_views.SignInView.as_view(), name="account_login"),
    path("logout/", account_views.SignOutView.as_view(), name="account_logout"),
    path("password_change/", account_views.ChangePasswordView.as_view(), name="account_change_password"),
    path("confirm/", step_up_views.PasswordAgainView.as_view(), name="account_reauthenticate"),
    path("confirm/code/", step_up_views.CodeAgainView.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", step_up_views.PasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("second-factor/", include("practice_site.accounts.factor_urls")),
]
