"""Legal hold: who may set it, that nothing erases meanwhile, and what the patient reads and gets."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError

from consultations import consents, erasure, legal_hold, outbox, patient_history, photos, private_link, workflow
from consultations.consent_wordings import PHOTOS, REMINDERS, USE
from consultations.models import ConsultationRequest, HealthAnswers, OutboxMessage, PrivateLink, Tombstone
from consultations.taking_back import EFFECTS_WHILE_HELD
from consultations.workflow import Held
from tests.samples import ANSWERS, path_of_link, patient_request, picture_bytes, upload

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Letter of a lawyer, 3 June."


@pytest.fixture
def request_of(db):
    return patient_request()


@pytest.fixture
def held(request_of, surgeon):
    return legal_hold.hold(request_of, WHY, actor=surgeon)


def page_of(request) -> str:
    return path_of_link(private_link.issue(request, PrivateLink.Opens.PAGE))


def words_of(html) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.content.decode())).split())


def screen_of(request) -> str:
    return f"/admin/consultations/consultationrequest/{request.pk}/hold/"


def test_hold_is_kept_sealed_with_its_reason_and_leaves_events(held, surgeon):
    current = ConsultationRequest.objects.get()
    assert (current.hold_reason, current.held_since is not None) == (WHY, True)
    legal_hold.end_hold(current, actor=surgeon)
    events = [(event.kind, event.detail, event.actor) for event in current.events.filter(kind__contains="h")]
    assert events[-2:] == [("held", "", surgeon), ("hold_ended", "", surgeon)]
    assert ConsultationRequest.objects.get().held_since is None


def test_hold_needs_a_reason_and_is_set_and_ended_once(request_of, surgeon):
    with pytest.raises(workflow.NotAllowed, match="say why"):
        legal_hold.hold(request_of, "  ", actor=surgeon)
    legal_hold.hold(request_of, WHY, actor=surgeon)
    with pytest.raises(workflow.NotAllowed, match="already"):
        legal_hold.hold(request_of, "Another", actor=surgeon)
    legal_hold.end_hold(request_of, actor=surgeon)
    with pytest.raises(workflow.NotAllowed, match="any more"):
        legal_hold.end_hold(request_of, actor=surgeon)


@pytest.mark.parametrize("reason", Tombstone.Reason.values)
def test_nothing_erases_a_held_request(held, reason):
    with pytest.raises(Held):
        erasure.erase(held, reason)
    assert ConsultationRequest.objects.get().full_name == "Ada Example"
    assert not Tombstone.objects.exists()


def test_patient_reads_what_happens_and_the_wish_is_noted_and_told(client, held):
    OutboxMessage.objects.all().delete()
    page = page_of(held)
    asked = words_of(client.get(f"{page}erase/"))
    assert "We may not erase it, even for you." in asked
    assert "This cannot be undone" not in asked
    answer = client.post(f"{page}erase/", follow=True)
    assert "We wrote down that you want everything erased. The law asks us to keep it for now." in words_of(answer)
    assert "You asked us for this on" in words_of(answer)
    assert WHY not in answer.content.decode()
    current = ConsultationRequest.objects.get()
    assert current.events.filter(kind="erase_wished").count() == 1
    assert [mail.kind for mail in current.mails.all()] == ["staff-news"]


def test_wish_that_is_sent_twice_is_one(client, held):
    OutboxMessage.objects.all().delete()
    assert [erasure.erase_for_patient(held) for _ in range(2)] == [False, False]
    current = ConsultationRequest.objects.get()
    assert (current.events.filter(kind="erase_wished").count(), current.mails.count()) == (1, 1)
    assert "You need not ask again." in words_of(client.get(f"{page_of(held)}erase/"))


def test_worker_erases_what_was_wished_as_soon_as_the_hold_ends(held, surgeon):
    outbox.send_due()
    erasure.erase_for_patient(held)
    erasure.finish()
    assert ConsultationRequest.objects.exists()
    legal_hold.end_hold(held, actor=surgeon)
    assert erasure.finish() == 1
    assert not ConsultationRequest.objects.exists()
    assert Tombstone.objects.get().reason == "patient"


def test_request_without_hold_is_erased_for_the_patient_at_once(client, request_of):
    answer = client.post(f"{page_of(request_of)}erase/")
    assert answer["Location"].endswith("/erased/")
    assert not ConsultationRequest.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "surgeon"])
def test_hold_is_set_and_ended_on_its_screen(staff_of, signed_in, request_of, role):
    client = signed_in(staff_of(role))
    record = f"/admin/consultations/consultationrequest/{request_of.pk}/change/"
    assert "Keep it for a legal reason" in words_of(client.get(record))
    refused = client.post(screen_of(request_of), {"act": "hold", "reason": ""})
    assert "Please say why it has to be kept." in words_of(refused)
    answer = client.post(screen_of(request_of), {"act": "hold", "reason": WHY}, follow=True)
    assert answer.redirect_chain[-1][0] == record
    assert WHY in words_of(answer)
    assert "Nothing goes at once." in words_of(client.get(screen_of(request_of)))
    client.post(screen_of(request_of), {"act": "end"})
    assert ConsultationRequest.objects.get().held_since is None


def test_screen_says_what_ending_means(signed_in, surgeon, held):
    client = signed_in(surgeon)
    ConsultationRequest.objects.update(status="closed", changed_at="2020-01-01T12:00:00Z")
    assert "this goes the next night: closed, the whole request: 365 days" in words_of(client.get(screen_of(held)))
    erasure.erase_for_patient(held)
    assert "it is erased within a minute, for good" in words_of(client.get(screen_of(held)))


def test_second_person_on_the_screen_reads_that_it_is_done(signed_in, surgeon, held):
    client = signed_in(surgeon)
    answer = client.post(screen_of(held), {"act": "hold", "reason": "Another"}, follow=True)
    assert "This request is kept already." in words_of(answer)
    assert ConsultationRequest.objects.get().hold_reason == WHY


@pytest.mark.parametrize("role", ["coordinator", "editor"])
def test_others_cannot_hold_or_end(staff_of, signed_in, held, role):
    client = signed_in(staff_of(role))
    assert client.get(screen_of(held)).status_code == 403
    assert client.post(screen_of(held), {"act": "end"}).status_code == 403
    assert ConsultationRequest.objects.get().held_since is not None
    if role == "coordinator":
        record = client.get(f"/admin/consultations/consultationrequest/{held.pk}/change/")
        assert "Kept for a legal reason" in words_of(record)
        assert "End the hold" not in words_of(record)


@pytest.fixture
def held_with_much(request_of, surgeon):
    for purpose in (PHOTOS, REMINDERS):
        consents.give(request_of, purpose)
    photos.keep(request_of, "front", upload())
    patient_history.add_operation(request_of, {"year": 2020, "what_was_done": "The bridge."})
    patient_history.save_health(request_of, {"smoking": {"answer": "no", "words": ""}}, "To breathe.")
    return legal_hold.hold(request_of, WHY, actor=surgeon)


def kept_of(request) -> tuple:
    current = ConsultationRequest.objects.get(pk=request.pk)
    health = HealthAnswers.objects.filter(request=current).first()
    return current.photos.count(), current.operations.count(), health and health.goals, current.story


@pytest.mark.parametrize("act", ["photos/front/remove/", "operations/{operation}/remove/", "health/remove/"])
def test_nothing_of_a_held_request_is_removed_in_parts(client, held_with_much, act):
    before = kept_of(held_with_much)
    act = act.format(operation=held_with_much.operations.get().pk)
    answer = client.post(page_of(held_with_much) + act, follow=True)
    assert "Nothing was changed. The law asks us to keep what you sent for now." in words_of(answer)
    assert kept_of(held_with_much) == before


def test_nothing_takes_the_place_of_what_is_held(held_with_much):
    before = kept_of(held_with_much)
    with pytest.raises(Held):
        patient_history.save_health(held_with_much, {}, "Something else.")
    with pytest.raises(ValidationError, match="it cannot be replaced"):
        photos.keep(held_with_much, "front", upload())
    assert kept_of(held_with_much) == before
    photos.keep(held_with_much, "below", upload(picture_bytes(size=(900, 700))))
    assert kept_of(held_with_much)[0] == 2


@pytest.mark.parametrize(
    ("purpose", "after"),
    [(USE, (0, 0, None, "")), (PHOTOS, (0, 1, "To breathe.", ANSWERS["story"]))],
)
def test_consent_taken_back_is_followed_as_soon_as_the_hold_ends(client, held_with_much, surgeon, purpose, after):
    before, page = kept_of(held_with_much), page_of(held_with_much)
    assert EFFECTS_WHILE_HELD[purpose] in words_of(client.get(page))
    answer = client.post(f"{page}agreed/{purpose}/take-back/", follow=True)
    assert "We erase it as soon as the law lets us." in words_of(answer)
    assert purpose not in consents.standing(held_with_much)
    assert kept_of(held_with_much) == before
    legal_hold.end_hold(held_with_much, actor=surgeon)
    assert kept_of(held_with_much) == after
