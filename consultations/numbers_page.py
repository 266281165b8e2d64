"""Numbers where staff see them: a short panel on the start page, and a screen of their own."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from consultations import numbers, numbers_chart
from practice_site.accounts.permissions import demand
from practice_site.dashboard import (
    NavigationItem,
    Panel,
    Screen,
    register_navigation,
    register_panel,
    register_screen,
)

MAY_SEE = "consultations.view_consultationrequest"


def panel(request) -> dict | None:
    """Requests a week, the first reply, and visits of this month. Six queries."""
    if not request.user.has_perm(MAY_SEE):
        return None
    weeks, replies, booked = numbers.weeks(), numbers.replies(), numbers.booked_this_month()
    if not (booked.count or any(week.count for week in weeks)):
        return None
    return {"chart": numbers_chart.of_weeks(weeks), "replies": replies, "booked": booked}


@require_safe
def screen(request):
    """Who may see requests may see how many there are."""
    demand(request, MAY_SEE)
    weeks, months = numbers.weeks(), numbers.months()
    context = admin.site.each_context(request) | {
        "title": "Numbers",
        "weeks": weeks,
        "chart": numbers_chart.of_weeks(weeks),
        "weeks_total": numbers.total(weeks),
        "replies": numbers.replies(),
        "months_chart": numbers_chart.of_months(months),
        "stages": numbers.stages(),
        "overdue": numbers.overdue(),
        "reasons": numbers.reasons(),
    }
    return TemplateResponse(request, "admin/consultations/numbers.html", context)


def register() -> None:
    register_screen(Screen("numbers/", "numbers", screen))
    register_panel(Panel("admin/start/numbers.html", panel, place="main", order=30))
    register_navigation(NavigationItem("Numbers", "admin:numbers", MAY_SEE, order=36))
