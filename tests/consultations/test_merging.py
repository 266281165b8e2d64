"""Two requests of one person are joined and taken apart; nothing is lost, nothing leads in a circle."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import strip_tags

from consultations import appointments, erasure, merging, outbox, own_data, private_link, withdrawal, workflow
from consultations.models import ConsultationRequest, Merge, OutboxMessage, RequestEvent
from consultations.workflow import NotAllowed
from tests.consultations.at_once import together
from tests.samples import path_of_link, patient_request

pytestmark = pytest.mark.django_db
Status = ConsultationRequest.Status
Mail = OutboxMessage.Kind


@pytest.fixture
def sam(staff_of):
    return staff_of("coordinator", email="sam@example.com", full_name="Sam Sample")


@pytest.fixture
def pair():
    """The one that is to be closed, and the one that goes on."""
    return patient_request(), patient_request()


def now(request) -> ConsultationRequest:
    return ConsultationRequest.objects.get(pk=request.pk)


def state(request) -> tuple[str, str]:
    return now(request).status, now(request).closed_reason


def events(request) -> list[tuple[str, str]]:
    return [(event.kind, event.detail) for event in request.events.all()]


def at(request, status: str) -> ConsultationRequest:
    ConsultationRequest.objects.filter(pk=request.pk).update(status=status)
    return request


def page_of(client, request) -> str:
    html = client.get(path_of_link(private_link.issue(request))).content.decode()
    return " ".join(strip_tags(html.split("<main")[1].split("<footer")[0]).split())


def test_joined_request_is_closed_points_to_the_other_and_both_say_so(sam, pair):
    request, kept = pair
    due = request.answer_due_at
    merge = merging.join(request, kept, actor=sam)
    assert (state(request), state(kept)) == (("closed", "duplicate"), ("new", ""))
    assert (merge.status_before, merge.closed_reason_before, merge.due_before) == ("new", "", due)
    assert events(request)[-1] == ("merged", kept.reference)
    assert events(kept)[-1] == ("merged", request.reference)
    assert merging.goes_on_as(now(request)) == kept
    assert [joined.request for joined in merging.joined_with(kept)] == [request]


def test_waiting_mails_of_the_joined_one_stop_but_not_what_was_asked_for(sam, pair):
    request, kept = pair
    outbox.write(Mail.DATA_LINK, request, to=request.email)
    merging.join(request, kept, actor=sam)
    states = {mail.kind: mail.state for mail in request.mails.all()}
    assert states == {"received": "cancelled", "staff-new": "cancelled", "data-link": "waiting"}
    assert {mail.state for mail in kept.mails.all()} == {"waiting"}


@pytest.mark.parametrize("status", ["new", "in_review", "waiting", "seen", "quarantined", "booked", "closed"])
def test_every_state_can_be_joined_and_comes_back(sam, pair, status):
    request, kept = pair
    due = timezone.now() + timedelta(hours=3) if status in {"new", "in_review"} else None
    reason = "no_reply" if status == "closed" else ""
    fields = {"status": status, "closed_reason": reason, "answer_due_at": due}
    ConsultationRequest.objects.filter(pk=request.pk).update(**fields)
    merge = merging.join(request, kept, actor=sam)
    merging.separate(merge, actor=sam)
    back = now(request)
    assert {name: getattr(back, name) for name in fields} == fields
    assert events(request)[-1] == ("separated", kept.reference)
    assert events(kept)[-1] == ("separated", request.reference)
    assert (merging.goes_on_as(back), merging.joined_with(kept)) == (back, [])


@pytest.mark.parametrize(
    ("joined", "goes_on", "words"),
    [
        ("withdrawn", "new", "The patient took {joined} back. It stays as it is."),
        ("new", "withdrawn", "The patient took {kept} back. It cannot go on."),
        ("new", "closed", "{kept} is closed. Open it again first, or let the other one go on."),
        ("new", "quarantined", "{kept} is in quarantine. Say first whether it is spam."),
    ],
)
def test_what_cannot_be_joined_is_refused_in_words(sam, pair, joined, goes_on, words):
    request, kept = at(pair[0], joined), at(pair[1], goes_on)
    with pytest.raises(NotAllowed) as refusal:
        merging.join(request, kept, actor=sam)
    assert str(refusal.value) == words.format(joined=request, kept=kept)
    assert (now(request).status, now(kept).status, Merge.objects.count()) == (joined, goes_on, 0)


def booked(request, sam):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    offered = appointments.offer(request, [start, start + timedelta(days=1)], actor=sam)
    return appointments.choose(request, offered[0].pk)


def test_visit_to_come_goes_on_only(sam, pair):
    request, kept = pair
    booked(request, sam)
    with pytest.raises(NotAllowed, match=r"has a visit on .* Let it go on, or cancel the visit first"):
        merging.join(request, kept, actor=sam)
    merging.join(kept, request, actor=sam)
    assert (state(request), state(kept)) == (("booked", ""), ("closed", "duplicate"))
    assert request.appointments.coming().count() == 1


def test_open_times_come_back_as_far_as_they_are_free(sam, pair):
    request, kept = pair
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    first, second, before = appointments.offer(request, [start + timedelta(days=day) for day in range(3)], actor=sam)
    appointments.take_back(before, actor=sam)
    merge = merging.join(request, kept, actor=sam)
    assert request.offered_times.open_now().count() == 0
    other = appointments.offer(kept, [start], actor=sam)
    appointments.choose(kept, other[0].pk)
    merging.separate(merge, actor=sam)
    assert state(request) == ("times_offered", "")
    assert list(request.offered_times.open_now()) == [second]
    assert first.pk != second.pk


def test_without_a_free_time_it_is_in_review_with_a_promise(sam, pair):
    request, kept = pair
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    appointments.offer(request, [start], actor=sam)
    merge = merging.join(request, kept, actor=sam)
    appointments.choose(kept, appointments.offer(kept, [start], actor=sam)[0].pk)
    assert merging.separate(merge, actor=sam).status == "in_review"
    assert now(request).answer_due_at is not None


def test_undone_once_it_cannot_be_undone_again(sam, pair):
    merge = merging.join(*pair, actor=sam)
    merging.separate(merge, actor=sam)
    with pytest.raises(NotAllowed, match=f"{pair[0]} was taken apart already."):
        merging.separate(merge, actor=sam)
    assert [kind for kind, _ in events(pair[0])].count("separated") == 1
    again = merging.join(*pair, actor=sam)
    merging.separate(again, actor=sam)
    assert state(pair[0]) == ("new", "")


def test_what_the_patient_took_back_since_stays_so(sam, pair):
    merge = merging.join(*pair, actor=sam)
    withdrawal.withdraw(now(pair[0]))
    with pytest.raises(NotAllowed, match=r"was changed since\. It is now: withdrawn."):
        merging.separate(merge, actor=sam)
    assert state(pair[0])[0] == "withdrawn"
    assert state(pair[1])[0] == "new"


def test_joined_request_is_not_opened_by_a_button(sam, pair):
    merging.join(*pair, actor=sam)
    assert workflow.next_steps(now(pair[0])) == []
    with pytest.raises(NotAllowed, match="Take it apart first"):
        workflow.change_status(pair[0], Status.IN_REVIEW, actor=sam)


def test_chain_leads_to_its_end_and_back(sam):
    a, b, c = (patient_request() for _ in "abc")
    merging.join(a, b, actor=sam)
    second = merging.join(b, c, actor=sam)
    assert merging.goes_on_as(now(a)) == c
    assert {joined.request for joined in merging.joined_with(c)} == {a, b}
    merging.separate(second, actor=sam)
    assert merging.goes_on_as(now(a)) == b
    assert merging.joined_with(c) == []


def test_circle_is_refused_by_the_verb_and_by_the_database(sam):
    a, b, c = (patient_request() for _ in "abc")
    first = merging.join(a, b, actor=sam)
    second = merging.join(b, c, actor=sam)
    for request, kept, end in [(c, a, b), (c, b, c), (a, c, b)]:
        with pytest.raises(NotAllowed, match=f"is joined with {end} already"):
            merging.join(request, kept, actor=sam)
    for kept in (a, b, c):
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.create(request=c, kept=kept, status_before="new", merged_by_name="nobody")
    merging.separate(second, actor=sam)
    merging.join(c, b, actor=sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.filter(pk=second.pk).update(undone_at=None)
    Merge.objects.filter(pk=first.pk).update(merged_by=None)


def test_one_that_is_erased_leaves_the_other_and_no_word_of_itself(sam, pair):
    request, kept = pair
    merging.join(request, kept, actor=sam)
    erasure.erase(kept, "patient")
    assert events(request)[-1] == ("merged", "one that is erased")
    assert (state(request), workflow.is_joined(now(request))) == (("closed", "duplicate"), False)
    assert "in_review" in dict(workflow.next_steps(now(request)))
    assert workflow.change_status(request, Status.IN_REVIEW, actor=sam).closed_reason == ""
    assert not RequestEvent.objects.filter(detail__contains=kept.reference).exists()


def test_joined_one_that_is_erased_leaves_the_one_that_goes_on(sam, pair):
    request, kept = pair
    merging.separate(merging.join(request, kept, actor=sam), actor=sam)
    merging.join(request, kept, actor=sam)
    erasure.erase(request, "retention")
    assert (state(kept), merging.joined_with(kept), Merge.objects.count()) == (("new", ""), [], 0)
    assert not RequestEvent.objects.filter(detail__contains=request.reference).exists()


def test_private_page_of_the_joined_one_says_where_the_other_stands_and_nothing_else(client, sam):
    request = patient_request()
    kept = patient_request(full_name="Other Person", email="other@example.com", story="Nobody else may read this.")
    booked(kept, sam)
    merging.join(request, kept, actor=sam)
    html = page_of(client, now(request))
    assert "We go on with another request" in html
    assert "If you wrote only once, please tell us." in html
    steps = html.split("Where your request is now")[1].split("On this page")[0]
    assert steps.split()[:7] == ["Received", "In", "review", "Times", "offered", "Booked", "Seen"]
    foreign = [kept.reference, "Other Person", "other@example.com", "Nobody else", "Your visit", "New York time"]
    assert [word for word in foreign if word in html] == []
    workflow.change_status(at(kept, "in_review"), Status.CLOSED, actor=sam, reason="other")
    assert "We went on with another request" in page_of(client, now(request))


def test_patients_own_copy_names_no_other_request(sam, pair):
    request, kept = pair
    merging.separate(merging.join(request, kept, actor=sam), actor=sam)
    text = repr(own_data.sections_of(request, lambda photo: ""))
    assert "Joined with another request" in text
    assert kept.reference not in text


@pytest.mark.django_db(transaction=True)
def test_joined_twice_at_once_is_joined_once_and_the_second_is_told(sam):
    request, kept = patient_request(), patient_request()
    outcomes = together(*[lambda: merging.join(request, kept, actor=sam)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Merge", "NotAllowed"]
    assert Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_joined_with_each_other_at_once_one_goes_on(sam):
    a, b = patient_request(), patient_request()
    outcomes = together(lambda: merging.join(a, b, actor=sam), lambda: merging.join(b, a, actor=sam))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Merge", "NotAllowed"]
    assert sorted(ConsultationRequest.objects.values_list("status", flat=True)) == ["closed", "new"]


@pytest.mark.django_db(transaction=True)
def test_three_in_a_ring_at_once_make_no_ring(sam):
    a, b, c = (patient_request() for _ in "abc")
    together(*(lambda pair=pair: merging.join(*pair, actor=sam) for pair in ((a, b), (b, c), (c, a))))
    assert ConsultationRequest.objects.filter(status="new").count() == 1
    assert len({merging.goes_on_as(now(each)).pk for each in (a, b, c)}) == 1


@pytest.mark.django_db(transaction=True)
def test_taken_apart_twice_at_once_is_taken_apart_once(sam):
    merge = merging.join(patient_request(), patient_request(), actor=sam)
    outcomes = together(*[lambda: merging.separate(merge, actor=sam)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConsultationRequest", "NotAllowed"]
