"""The practice record in the admin: one form, no list."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse

from practice_site.models import Practice
from practice_site.staff_admin import StaffAccountAdmin

__all__ = ["PracticeAdmin", "StaffAccountAdmin"]


@admin.register(Practice)
class PracticeAdmin(admin.ModelAdmin):
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
        ("Before the form", {"fields": ["emergency_sentence"], "description": "Patients read this before they write."}),
    ]

    def changelist_view(self, request, extra_context=None):
        Practice.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:practice_site_practice_change", args=[1]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def response_change(self, request, obj):
        self.message_user(request, "The practice was saved. The site shows it from now on.")
        return HttpResponseRedirect(request.path)
