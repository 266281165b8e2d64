"""The practice record in the admin: one form, no list."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse

from practice_site import hours_saving, shared_parts
from practice_site.accounts import account_log
from practice_site.accounts.account_log_admin import AccountEventAdmin
from practice_site.accounts.permissions import FieldsByRole
from practice_site.accounts.staff_admin import StaffAccountAdmin
from practice_site.hours_admin import OpeningHoursAdmin
from practice_site.models import Practice

__all__ = ["AccountEventAdmin", "OpeningHoursAdmin", "PracticeAdmin", "StaffAccountAdmin"]


@admin.register(Practice)
class PracticeAdmin(FieldsByRole, admin.ModelAdmin):
    """There is one practice, so the list leads straight to its form."""

    fieldsets = [
        ("Name", {"fields": ["name", "surgeon", "speciality", "credentials"], "description": "Stands on every page."}),
        (
            "How to reach us",
            {
                "fields": [
                    "phone",
                    "email",
                    "street_address",
                    "city",
                    "state",
                    "postal_code",
                    "opening_hours",
                    "languages",
                ],
                "description": "Blank fields are hidden on the site. The start page lists them as still to fill in.",
            },
        ),
        ("Elsewhere", {"fields": ["social_links"], "description": "For search engines; no link is drawn on the site."}),
        ("How we write", {"fields": ["reading_grade_limit"], "description": "The check before publishing reads it."}),
        ("How we answer", {"fields": ["reply_hours"], "description": "The clock of the inbox runs by it."}),
        (
            "Who tries to come in",
            {"fields": ["mails_about_failures"], "description": "For administrators. The account log tells the rest."},
        ),
        ("Before the form", {"fields": ["emergency_sentence"], "description": "Patients read this before they write."}),
        (
            "On a patient’s page",
            {"fields": ["waiting_words"], "description": "Only a patient who wrote to us sees it."},
        ),
    ]

    def changelist_view(self, request, extra_context=None):
        Practice.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:practice_site_practice_change", args=[1]))

    def get_form(self, request, obj=None, change=False, **kwargs):
        """What the site could not take over stands above the form, with everything that was typed still in it."""
        form_class = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return _refused(form_class, refusal) if refusal else form_class

    def save_model(self, request, obj, form, change):
        with shared_parts.changing():
            super().save_model(request, obj, form, change)
            if form.changed_data:
                account_log.settings_changed(request, "the practice")
            if "reply_hours" in form.changed_data:
                hours_saving.tell_followers()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except shared_parts.NotChanged as refusal:
            request.refusal = str(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def response_change(self, request, obj):
        self.message_user(request, "The practice was saved. The site shows it from now on.")
        return HttpResponseRedirect(request.path)


def _refused(form_class, why: str):
    class RefusedForm(form_class):
        def clean(self):
            super().clean()
            raise ValidationError(why)

    return RefusedForm
