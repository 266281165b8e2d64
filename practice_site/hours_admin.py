"""Opening hours and holidays in the admin: one page for all of it."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from practice_site import hours_saving, shared_parts, working_hours
from practice_site.accounts import account_log
from practice_site.accounts.permissions import demand
from practice_site.hours_forms import SpecialDayForm, WeekForm
from practice_site.hours_reading import page_context
from practice_site.models import OpeningHours, Practice, SpecialDay

TEMPLATE = "admin/practice_site/openinghours/page.html"
PAGE = "admin:practice_site_openinghours_changelist"
SAVED = "The opening hours were saved. Requests that wait are counted by them from now on."
OWN_WORDS = " The footer of the site still shows what was written there by hand."


@admin.register(OpeningHours)
class OpeningHoursAdmin(admin.ModelAdmin):
    """The week is saved as a whole, so that no screen leads to a single row of it."""

    def get_urls(self):
        read_or_send = require_http_methods(["GET", "HEAD", "POST"])
        screens = {
            "changelist": ("", read_or_send(self.week_view)),
            "special": ("special/", read_or_send(self.add_special_view)),
            "change_special": ("special/<int:pk>/", read_or_send(self.change_special_view)),
            "remove_special": ("special/<int:pk>/remove/", require_POST(self.remove_special_view)),
        }
        return [
            path(address, self.admin_site.admin_view(view), name=f"practice_site_openinghours_{name}")
            for name, (address, view) in screens.items()
        ]

    def week_view(self, request):
        """The page; sent from its form of the week, it saves all seven days."""
        if request.method != "POST":
            demand(request, "practice_site.view_openinghours")
            return self._draw(request)
        demand(request, "practice_site.change_openinghours")
        form = self._week_form(request, request.POST)
        if form.is_valid():
            write = form.cleaned_data.get("write_on_site", False)
            try:
                hours_saving.save_week(form.week, write_on_site=write)
            except shared_parts.NotChanged as refusal:
                form.add_error(None, str(refusal))
            else:
                own = not write and bool(Practice.objects.current().opening_hours)
                return self._done(request, SAVED + OWN_WORDS * own, "Opening hours changed.")
        return self._draw(request, week=form)

    def add_special_view(self, request):
        """A new special day. A link may name the day in `day`, which fills in the form."""
        demand(request, "practice_site.add_specialday")
        return self._special_view(request, None)

    def change_special_view(self, request, pk: int):
        demand(request, "practice_site.change_specialday")
        return self._special_view(request, get_object_or_404(SpecialDay, pk=pk))

    def remove_special_view(self, request, pk: int):
        demand(request, "practice_site.delete_specialday")
        special = SpecialDay.objects.filter(pk=pk).first()
        if special is None:
            return self._done(request, "This day was not in the list any more.")
        hours_saving.remove_special_day(special)
        return self._done(request, f"{_said(special.day)} keeps its usual hours again.", f"{special} removed.")

    def _special_view(self, request, special):
        initial = {} if special else {"day": parse_asked(request.GET.get("day", ""))}
        data = request.POST if request.method == "POST" else None
        form = SpecialDayForm(data, instance=special, initial=initial)
        if data is None or not form.is_valid():
            return self._draw(request, special=form)
        given = form.cleaned_data
        saved = hours_saving.save_special_day(given["day"], form.stretch, given["reason"], instead_of=special)
        return self._done(request, f"{_said(saved.day)} was saved.", f"Special day {saved} saved.")

    def _week_form(self, request, data=None) -> WeekForm:
        practice = Practice.objects.current()
        form = WeekForm(working_hours.week_as_saved(), practice.opening_hour_list, data)
        if not request.user.has_perm("practice_site.change_practice"):
            del form.fields["write_on_site"]
        return form

    def _done(self, request, message: str, noted: str = ""):
        if noted:
            practice, _ = Practice.objects.get_or_create(pk=1)
            self.log_change(request, practice, noted)
            account_log.settings_changed(request, "opening hours")
        self.message_user(request, message, messages.SUCCESS if noted else messages.WARNING)
        return HttpResponseRedirect(reverse(PAGE))

    def _draw(self, request, week: WeekForm | None = None, special: SpecialDayForm | None = None):
        week = week or self._week_form(request)
        context = self.admin_site.each_context(request)
        context |= page_context(week.saved, context["practice"]) | {
            "title": "Opening hours and holidays",
            "opts": self.opts,
            "week": week,
            "special": special or SpecialDayForm(),
            "is_about_special_day": special is not None,
            "may": _may(request.user),
            "has_errors": any(form is not None and form.errors for form in (week, special)),
        }
        return TemplateResponse(request, TEMPLATE, context)


def parse_asked(text: str):
    """A day from an address; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _may(user) -> dict[str, bool]:
    names = {
        "change_week": "change_openinghours",
        "add": "add_specialday",
        "change": "change_specialday",
        "remove": "delete_specialday",
    }
    return {name: user.has_perm(f"practice_site.{permission}") for name, permission in names.items()}


def _said(day) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"
