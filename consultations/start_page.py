"""What this wing adds to the frame, the staff menu and the staff's start page: who waits for an answer comes first."""

from django.urls import reverse

from consultations import retention_outlook, start_inbox
from consultations.capped_counts import capped_count
from consultations.models import Appointment, ConsultationRequest, OutboxMessage
from practice_site.dashboard import NavigationItem, Panel, register_navigation, register_panel
from practice_site.frame import Link, register_menu

MAY_SEE = "consultations.view_consultationrequest"
SHOWN = 8


def inbox_panel(request) -> dict | None:
    return start_inbox.waiting_people(request, MAY_SEE)


def what_looks_like_spam(request) -> dict | None:
    if not request.user.has_perm(MAY_SEE):
        return None
    count = capped_count(ConsultationRequest.objects.filter(status=ConsultationRequest.Status.QUARANTINED))
    return {"count": count} if count else None


def next_visits(request) -> dict | None:
    """The next visits, the nearest first. One query."""
    if not request.user.has_perm(MAY_SEE):
        return None
    visits = list(Appointment.objects.coming().select_related("request").order_by("starts_at")[: SHOWN + 1])
    return {"visits": visits[:SHOWN], "is_more": len(visits) > SHOWN} if visits else None


def mails_that_need_a_person(request) -> dict | None:
    if not request.user.has_perm("consultations.view_outboxmessage"):
        return None
    count = capped_count(OutboxMessage.objects.needing_a_person())
    return {"count": count} if count else None


def erased_soon(request) -> dict | None:
    """What goes in the next days. Two queries."""
    if not request.user.has_perm(MAY_SEE):
        return None
    outlooks = retention_outlook.coming()
    return {"outlooks": outlooks, "days": retention_outlook.DAYS_AHEAD} if outlooks else None


def menu_links(request) -> list[Link]:
    return [Link("Request a consultation", reverse("consultations:request"))]


def register() -> None:
    register_menu(menu_links, order=20)
    register_panel(Panel("admin/start/inbox.html", inbox_panel, place="main", order=10))
    register_panel(Panel("admin/start/erased_soon.html", erased_soon, place="side", order=80))
    register_panel(Panel("admin/start/quarantine.html", what_looks_like_spam, place="side", order=4))
    register_panel(Panel("admin/start/visits.html", next_visits, place="side", order=4))
    register_panel(Panel("admin/start/mails.html", mails_that_need_a_person, place="side", order=5))
    register_navigation(
        NavigationItem(
            "Requests",
            "admin:consultations_consultationrequest_changelist",
            MAY_SEE,
            order=10,
            count=start_inbox.count_waiting,
            count_label="need an answer",
        )
    )
    register_navigation(
        NavigationItem(
            "Mails", "admin:consultations_outboxmessage_changelist", "consultations.view_outboxmessage", order=30
        )
    )
    register_navigation(
        NavigationItem("Mail texts", "admin:consultations_mailtext_changelist", "consultations.view_mailtext", order=35)
    )
    register_navigation(
        NavigationItem(
            "Reply templates",
            "admin:consultations_replytemplate_changelist",
            "consultations.view_replytemplate",
            order=36,
        )
    )
    register_navigation(
        NavigationItem(
            "How long things are kept",
            "admin:consultations_retentionrule_changelist",
            "consultations.view_retentionrule",
            order=37,
        )
    )
    register_navigation(
        NavigationItem(
            "Access log", "admin:consultations_accessrecord_changelist", "consultations.view_accessrecord", order=90
        )
    )
