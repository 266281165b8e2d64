"""Which blanks of the practice record matter, in the order in which patients miss them."""

from django.urls import reverse

from practice_site.accounts.permissions import closed_fields
from practice_site.dashboard import Blank, NavigationItem, register_blanks, register_navigation
from practice_site.models import OpeningHours, Practice

HIDDEN = "Hidden on the site until you fill it in."
BLANKS_THAT_MATTER = {
    "phone": ("Phone number", HIDDEN),
    "email": ("Email address", "Patients cannot write to you until you fill it in."),
    "street_address": ("Street and number", HIDDEN),
    "postal_code": ("ZIP code", HIDDEN),
    "opening_hours": ("Opening hours", HIDDEN),
    "languages": ("Languages the practice offers", HIDDEN),
    "credentials": ("The surgeon’s credentials", HIDDEN),
}


def blanks_of_the_practice(request) -> list[Blank]:
    if not request.user.has_perm("practice_site.change_practice"):
        return []
    practice = Practice.objects.current()
    closed = closed_fields(request, Practice)
    form = reverse("admin:practice_site_practice_changelist")
    return [
        Blank(label, f"{form}#id_{field}", hint)
        for field, (label, hint) in BLANKS_THAT_MATTER.items()
        if field not in closed and not getattr(practice, field)
    ]


def hours_that_are_assumed(request) -> list[Blank]:
    if not request.user.has_perm("practice_site.change_openinghours") or OpeningHours.objects.exists():
        return []
    page = reverse("admin:practice_site_openinghours_changelist")
    hint = "Until you fill them in, Monday to Friday, 9:00 to 17:00 is assumed."
    return [Blank("Opening hours for the waiting clock", page, hint)]


def register() -> None:
    register_blanks(blanks_of_the_practice)
    register_blanks(hours_that_are_assumed)
    register_navigation(
        NavigationItem(
            "Opening hours and holidays",
            "admin:practice_site_openinghours_changelist",
            "practice_site.view_openinghours",
            order=45,
        )
    )
    register_navigation(
        NavigationItem(
            "The practice", "admin:practice_site_practice_changelist", "practice_site.view_practice", order=40
        )
    )
    register_navigation(
        NavigationItem(
            "Staff accounts", "admin:practice_site_staffaccount_changelist", "practice_site.view_staffaccount", order=50
        )
    )
