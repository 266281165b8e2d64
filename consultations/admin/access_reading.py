"""Who looked at one request, as its page tells it."""

from itertools import groupby

from django.utils import timezone

from consultations.models import AccessRecord, ConsultationRequest

SHOWN = 50


def seen_by(request, patient_request: ConsultationRequest) -> list[dict] | None:
    """The latest records, newest first, put together by day and person; None for who may not see them. One query.

    The look that is just going on is not among them yet.
    """
    if not request.user.has_perm("consultations.view_accessrecord"):
        return None
    records = AccessRecord.objects.filter(request_number=patient_request.pk)[:SHOWN]
    return [
        {"day": day, "name": name, "looks": [_look(record) for record in group]}
        for (day, _, name), group in groupby(records, key=_day_and_person)
    ]


def _day_and_person(record: AccessRecord) -> tuple:
    return timezone.localdate(record.at), record.actor_number, record.actor_name


def _look(record: AccessRecord) -> dict:
    return {"at": record.at, "what": record.get_act_display(), "detail": record.detail}
