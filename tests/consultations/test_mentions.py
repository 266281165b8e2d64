"""Colleagues who are named in a note are told by one mail, without a word of the note."""

import pytest

from consultations import mentions, outbox, workflow
from consultations.models import OutboxMessage
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"


@pytest.fixture
def staff(staff_of):
    """By first name: two called Sam, one editor who reads no request, one who has left."""
    people = {
        "sam": ("coordinator", "sam@example.com", "Sam Sample"),
        "other": ("surgeon", "s.other@example.com", "Sam Other"),
        "zoe": ("surgeon", "zoe.b@example.com", "Zoë Brown"),
        "ed": ("editor", "ed@example.com", "Ed Itor"),
        "gone": ("coordinator", "gone@example.com", "Gone Away"),
    }
    made = {name: staff_of(role, email=email, full_name=full) for name, (role, email, full) in people.items()}
    made["gone"].is_active = False
    made["gone"].save()
    return made


@pytest.mark.parametrize(
    ("text", "told", "unknown", "ambiguous"),
    [
        ("@zoe please call.", ["zoe"], [], []),
        ("@ZOË, and @Zoe.B. Once is enough", ["zoe"], [], []),
        ("(@s.other)", ["other"], [], []),
        ("@sam", [], [], ["sam"]),
        ("@sam@example.com: see above", ["sam"], [], []),
        ("@ed @gone @nobody", [], ["ed", "gone", "nobody"], []),
        ("write to zoe@example.com or x@zoe", [], [], []),
        ("@ @@ a@", [], [], []),
    ],
)
def test_names_reach_those_who_may_read_requests(staff, text, told, unknown, ambiguous):
    found = mentions.named_in(text)
    assert found.colleagues == [staff[name] for name in told]
    assert (found.unknown, found.ambiguous) == (unknown, ambiguous)


def test_note_without_a_name_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert mentions.named_in("Call a@b.example today.").colleagues == []


def test_every_colleague_can_be_named_without_a_doubt(staff):
    offered = mentions.handles()
    assert offered == [("@s.other", staff["other"]), ("@sam@example.com", staff["sam"]), ("@zoe", staff["zoe"])]
    assert [mentions.named_in(handle).colleagues for handle, _ in offered] == [[each] for _, each in offered]


def test_colleague_gets_one_mail_without_a_word_of_the_note(staff, settings, tmp_path, mailoutbox):
    request = patient_request()
    workflow.add_note(request, "@zoe and again @zoe.b: zqsecret", author=staff["sam"])
    mail = request.mails.get(kind="staff-mention")
    assert (mail.staff_member, mail.to) == (staff["zoe"], "")
    assert request.reference in mail.subject
    assert f"{REQUESTS}{request.pk}/change/" in mail.body
    assert "zqsecret" not in mail.subject + mail.body
    event = request.events.last()
    assert (event.kind, event.detail) == ("note_added", "told Zoë Brown")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.send_due()
    assert [each.to for each in mailoutbox if each.subject == mail.subject] == [["zoe.b@example.com"]]


def test_who_names_only_themselves_gets_no_mail(staff):
    request = patient_request()
    workflow.add_note(request, "@zoe looks at it", author=staff["zoe"])
    assert not OutboxMessage.objects.filter(kind="staff-mention").exists()
    assert request.events.last().detail == ""


def test_name_that_reaches_nobody_is_said_and_the_note_is_kept(staff, signed_in):
    request = patient_request()
    visitor = signed_in(staff["sam"])
    typed = {"note": "@sam and @nobody: <b>call</b> @zoe", "seen_status": "new"}
    html = visitor.post(f"{REQUESTS}{request.pk}/change/", typed, follow=True).content.decode()
    assert "Nobody was told as @nobody: nobody who may read requests goes by it." in html
    assert "Nobody was told as @sam: several people go by it." in html
    assert "<b>@sam</b> and <b>@nobody</b>: &lt;b&gt;call&lt;/b&gt; <b>@zoe</b>" in html
    assert request.notes.get().text == typed["note"]
    assert [mail.staff_member for mail in request.mails.filter(kind="staff-mention")] == [staff["zoe"]]


def test_names_are_offered_below_the_note(staff, signed_in):
    request = patient_request()
    html = signed_in(staff["sam"]).get(f"{REQUESTS}{request.pk}/change/").content.decode()
    assert 'data-name="@zoe"' in html
    assert "@ed" not in html
