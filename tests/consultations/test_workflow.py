"""States and notes: enforced ways, events for each, and no way past a colleague."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations import intake, workflow
from consultations.models import ConsultationRequest, OfferedTime
from practice_site.models import StaffAccount
from tests.samples import ANSWERS

pytestmark = pytest.mark.django_db
Status = ConsultationRequest.Status


@pytest.fixture
def sam():
    return StaffAccount.objects.create_superuser("sam@example.com", "a long passphrase", full_name="Sam Coordinator")


@pytest.fixture
def patient_request():
    return intake.record_request(
        ANSWERS | {"operations_count": 1, "last_operation_year": None}, intake.new_form_token()
    )


def pairs(ways) -> set[tuple[str, str]]:
    return {(start, end) for start, ends in ways.items() for end in ends}


@pytest.mark.parametrize("start", Status.values)
@pytest.mark.parametrize("end", Status.values)
def test_only_the_written_ways_exist(sam, patient_request, start, end):
    ConsultationRequest.objects.update(status=start)
    if (start, end) in pairs(workflow.BY_STAFF):
        assert workflow.change_status(patient_request, end, actor=sam, reason="other").status == end
    else:
        with pytest.raises(workflow.NotAllowed, match="cannot go from"):
            workflow.change_status(patient_request, end, actor=sam, reason="other")
        assert ConsultationRequest.objects.get().status == start


@pytest.mark.parametrize("start", Status.values)
@pytest.mark.parametrize("end", Status.values)
def test_what_follows_has_ways_of_its_own_and_none_to_where_it_is(patient_request, start, end):
    ConsultationRequest.objects.update(status=start)
    if start == end:
        assert workflow.follow(patient_request, end).status == start
        assert not patient_request.events.filter(kind="status_changed").exists()
    elif (start, end) in pairs(workflow.BY_RULE):
        assert workflow.follow(patient_request, end).status == end
        assert patient_request.events.get(kind="status_changed").actor is None
    else:
        with pytest.raises(workflow.NotAllowed, match="cannot go from"):
            workflow.follow(patient_request, end)
        assert ConsultationRequest.objects.get().status == start


def test_every_state_has_its_ways():
    assert set(workflow.BY_STAFF) == set(workflow.BY_RULE) == set(Status.values)
    assert pairs(workflow.BY_STAFF) & pairs(workflow.BY_RULE) == {(Status.TIMES_OFFERED, Status.IN_REVIEW)}


def test_taking_a_request_out_of_quarantine_writes_the_mails_that_were_held_back(sam, patient_request):
    patient_request.mails.all().delete()
    ConsultationRequest.objects.update(status=Status.QUARANTINED)
    workflow.change_status(patient_request, Status.NEW, actor=sam)
    assert list(patient_request.mails.order_by("pk").values_list("kind", flat=True)) == ["received", "staff-new"]


@pytest.mark.parametrize("end", ["closed", "in_review"])
def test_open_times_end_with_a_request_that_is_closed(sam, patient_request, end):
    ConsultationRequest.objects.update(status=Status.TIMES_OFFERED)
    OfferedTime.objects.create(request=patient_request, starts_at=timezone.now() + timedelta(days=9))
    workflow.change_status(patient_request, end, actor=sam, reason="other")
    assert OfferedTime.objects.get().state == {"closed": "taken_back", "in_review": "open"}[end]


def test_change_of_state_is_an_event_with_its_author(sam, patient_request):
    workflow.change_status(patient_request, Status.IN_REVIEW, actor=sam)
    event = patient_request.events.get(kind="status_changed")
    assert (event.detail, event.actor, event.actor_name) == ("New to in review", sam, "Sam Coordinator")


def test_second_person_with_an_old_screen_is_told(sam, patient_request):
    workflow.change_status(patient_request, Status.IN_REVIEW, actor=sam, seen="new")
    with pytest.raises(workflow.NotAllowed, match="This request was changed in the meantime"):
        workflow.change_status(patient_request, Status.CLOSED, actor=sam, seen="new")
    assert ConsultationRequest.objects.get().status == Status.IN_REVIEW


def test_buttons_lead_only_where_the_state_may_go(patient_request):
    assert workflow.next_steps(patient_request) == [
        ("in_review", "Start review"),
        ("waiting", "Answered, wait for the patient"),
        ("closed", "Close"),
    ]
    patient_request.status = Status.CLOSED
    assert workflow.next_steps(patient_request) == [("in_review", "Open again")]


def test_note_keeps_author_and_time_and_its_event_does_not_repeat_it(sam, patient_request):
    note = workflow.add_note(patient_request, "Asked for the report.", author=sam)
    event = patient_request.events.get(kind="note_added")
    assert (note.author_name, event.actor_name, event.created_at) == (
        "Sam Coordinator",
        "Sam Coordinator",
        note.created_at,
    )
    assert "report" not in f"{event} {event.detail}"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (["bridge", "tip", "breathing_left"], "Bridge, tip, breathing left"),
        (["unsure"], "I am not sure"),
        (["unsure", "tip"], "Tip, not sure"),
        ([], ""),
    ],
)
def test_concerns_in_words_follow_the_order_of_the_form(chosen, words):
    assert ConsultationRequest(concerns=chosen).concerns_in_words == words
