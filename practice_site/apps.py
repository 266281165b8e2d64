"""The ground floor's app, and the admin with our own admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PracticeSiteConfig(AppConfig):
    name = "practice_site"
    verbose_name = "The practice"

    def ready(self):
        from practice_site import deployment_checks, practice_blanks
        from practice_site.accounts import (
            account_log_keeping,
            account_mail,
            account_signals,
            address_views,
            factor_notices,
            password_links,
            repeated_failures,
            second_factor,
            session_ends,
            session_views,
            sign_in_limits,
            your_account,
        )

        practice_blanks.register()
        account_log_keeping.register()
        account_signals.connect()
        password_links.register()
        account_mail.register()
        repeated_failures.register()
        your_account.register()
        address_views.register()
        deployment_checks.register()
        second_factor.connect()
        session_ends.register()
        factor_notices.register()
        sign_in_limits.register()
        session_views.register()


class PracticeAdminConfig(AdminConfig):
    default_site = "practice_site.admin_site.PracticeAdminSite"

    def ready(self):
        super().ready()
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from django.contrib import admin
        from django.contrib.auth.models import Group

        # `roles` owns the groups, and each person the own address and second factor: nobody changes them by hand.
        admin.site.unregister([Group, EmailAddress, Authenticator])
