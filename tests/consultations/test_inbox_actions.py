"""What is done with several ticked requests: as by the buttons; what is refused is named, nothing is overwritten."""

import html as entities
import re

import pytest

from consultations import workflow
from consultations.admin.inbox_actions import MOST_AT_ONCE
from consultations.models import ConsultationRequest, RequestEvent
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"


def screen_of(visitor, view: str = "all") -> dict:
    """The hidden fields of the list as a person has it on the screen."""
    html = visitor.get(REQUESTS, {"view": view}).content.decode()
    return dict(re.findall(r'name="(seen_\d+)" value="([\w.]+)"', html))


def send(visitor, action: str, requests, seen: dict | None = None, view: str = "all", **more):
    ticked = [getattr(request, "pk", request) for request in requests]
    sent = {"action": action, "index": "0", "_selected_action": ticked} | (seen or {}) | more
    return visitor.post(f"{REQUESTS}?view={view}", sent, follow=True)


def said(answer) -> list[str]:
    listed = re.search(r'<ul class="messagelist__all".*?</ul>', answer.content.decode(), re.DOTALL)
    return [entities.unescape(words) for words in re.findall(r"<li[^>]*>([^<]+)</li>", listed[0])] if listed else []


def states() -> list[str]:
    return list(ConsultationRequest.objects.order_by("pk").values_list("status", flat=True))


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.mark.parametrize(
    ("action", "before", "after", "words"),
    [
        ("start_review", "new", "in_review", "Now in review: {}."),
        ("start_review", "closed", "in_review", "Now in review: {}."),
        ("wait_for_patient", "in_review", "waiting", "Now waiting for the patient: {}."),
        ("close", "new", "closed", "Closed: {}."),
        ("close", "quarantined", "closed", "Closed: {}."),
        ("release", "quarantined", "new", "Taken in: {}."),
    ],
)
def test_action_moves_a_request_as_the_button_does(desk, coordinator, action, before, after, words):
    request = patient_request()
    ConsultationRequest.objects.update(status=before)
    answer = send(desk, action, [request], reason="elsewhere")
    assert said(answer) == [words.format(request.reference)]
    assert states() == [after]
    event = request.events.order_by("pk").last()
    assert (event.status, event.actor) == (after, coordinator)


def test_several_are_assigned_and_the_message_says_how_many(desk, coordinator):
    requests = [patient_request() for _ in range(3)]
    assert said(send(desk, "assign_to_me", requests)) == ["Assigned to you: 3 requests."]
    assert set(ConsultationRequest.objects.values_list("owner", flat=True)) == {coordinator.pk}
    assert RequestEvent.objects.filter(kind="assigned", actor=coordinator).count() == 3


def test_those_that_cannot_go_are_named_and_left_and_the_others_done(desk, coordinator):
    new, closed, booked = patient_request(), patient_request(), patient_request()
    ConsultationRequest.objects.filter(pk=closed.pk).update(status="closed")
    ConsultationRequest.objects.filter(pk=booked.pk).update(status="booked")
    answer = send(desk, "wait_for_patient", [new, closed, booked])
    assert said(answer) == [
        f"Now waiting for the patient: {new.reference}.",
        f"This one was left as it is: {closed.reference}. A request cannot go from “Closed” to “Waiting for patient”.",
        f"This one was left as it is: {booked.reference}. A request cannot go from “Booked” to “Waiting for patient”.",
    ]
    assert states() == ["waiting", "closed", "booked"]


def test_requests_are_not_closed_without_a_reason(desk):
    requests = [patient_request(), patient_request()]
    answer = send(desk, "close", requests, reason="")
    references = ", ".join(request.reference for request in requests)
    assert said(answer) == [f"These 2 were left as they are: {references}. Please say why the request is closed."]
    assert states() == ["new", "new"]


def test_reason_is_kept_and_told_by_the_event(desk):
    request = patient_request()
    send(desk, "close", [request], reason="not_suitable")
    request.refresh_from_db()
    assert request.closed_reason == "not_suitable"
    assert request.events.get(status="closed").detail == "New to closed (not suitable)"


@pytest.mark.parametrize("reason", ["duplicate", "spam", "nonsense"])
def test_reason_that_follows_from_something_else_cannot_be_chosen(desk, reason):
    send(desk, "close", [patient_request()], reason=reason)
    assert states() == ["new"]


def test_second_person_with_an_old_screen_is_told_who_took_it(desk, surgeon, signed_in):
    request, free = patient_request(), patient_request()
    seen = screen_of(desk)
    send(signed_in(surgeon), "assign_to_me", [request], screen_of(signed_in(surgeon)))
    answer = send(desk, "assign_to_me", [request, free], seen)
    assert said(answer) == [
        f"Assigned to you: {free.reference}.",
        f"This one was left as it is: {request.reference}. "
        "Sample Surgeon looks after this request now. Please look at it again.",
    ]
    request.refresh_from_db()
    assert request.owner == surgeon


def test_request_that_left_the_view_in_between_is_not_changed_and_not_passed_over(desk, surgeon):
    request = patient_request()
    seen = screen_of(desk, "needs-answer")
    workflow.change_status(request, "waiting", actor=surgeon)
    answer = send(desk, "close", [request], seen, view="needs-answer", reason="other")
    assert said(answer) == [
        f"This one was left as it is: {request.reference}. "
        "This request was changed in the meantime. It is now: waiting for patient."
    ]
    assert states() == ["waiting"]


def test_request_that_was_erased_in_between_is_told_of(desk):
    request, gone = patient_request(), patient_request()
    gone_pk = gone.pk
    gone.delete()
    answer = send(desk, "start_review", [request, gone_pk])
    assert said(answer) == [f"Now in review: {request.reference}.", "One request is no longer here."]


def test_nothing_ticked_is_said(desk):
    assert said(send(desk, "assign_to_me", [])) == ["Nothing was changed. Tick at least one request first."]


@pytest.mark.parametrize("ticked", [["x"], ["1 OR 1"], ["9" * 40], ["-1"], [str(n) for n in range(MOST_AT_ONCE + 1)]])
def test_what_no_list_sends_is_refused_as_a_whole(desk, ticked):
    patient_request()
    assert send(desk, "start_review", ticked).status_code == 400
    assert states() == ["new"]


def test_everything_cannot_be_taken_by_one_hidden_field(desk):
    requests = [patient_request(), patient_request()]
    send(desk, "start_review", requests[:1], select_across="1")
    assert states() == ["in_review", "new"]


def test_forged_action_does_nothing(desk):
    request = patient_request()
    assert said(send(desk, "delete_selected", [request])) == ["No action selected."]
    assert states() == ["new"]


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_those_who_may_not_see_requests_change_none(staff_of, signed_in, role):
    request = patient_request()
    assert send(signed_in(staff_of(role)), "start_review", [request]).status_code == 403
    assert states() == ["new"]


def test_someone_who_may_only_look_has_no_form_and_changes_nothing(staff_of, signed_in):
    from django.contrib.auth.models import Permission

    looker = staff_of("editor")
    looker.user_permissions.add(Permission.objects.get(codename="view_consultationrequest"))
    request, visitor = patient_request(), signed_in(looker)
    html = visitor.get(REQUESTS).content.decode()
    assert (request.reference in html, 'name="action"' in html, "_selected_action" in html) == (True, False, False)
    send(visitor, "start_review", [request])
    assert states() == ["new"]


def test_release_writes_the_mails_that_were_held_back(desk):
    request = patient_request()
    request.mails.all().delete()
    ConsultationRequest.objects.update(status="quarantined")
    send(desk, "release", [request], view="quarantine")
    assert sorted(request.mails.values_list("kind", flat=True)) == ["received", "staff-new"]


def test_list_stays_where_it_was_after_an_action(desk):
    request = patient_request()
    sent = {"action": "assign_to_me", "index": "0", "_selected_action": [request.pk]}
    answer = desk.post(f"{REQUESTS}?view=unassigned", sent)
    assert answer.headers["Location"] == f"{REQUESTS}?view=unassigned"
