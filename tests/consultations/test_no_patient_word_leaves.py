"""A patient types words that stand nowhere else into every field there is. Then everything that leaves is walked.

The words may stand on the screens of the staff who answer requests, in what the patient gets to read and download, and
in a form that comes back with a mistake. They may stand in no other answer, and in no title, header, address, mail,
calendar entry, line of the log, entry of the admin's log or name of a row.
"""

import io
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django import forms
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from PIL import Image

import consultations.private_urls  # noqa: F401  every form of the wing is known now
from consultations import appointments, consents, outbox, patient_history, private_link
from consultations.consent_wordings import PHOTOS
from consultations.entry_form import EntryForm
from consultations.form_fields import EmailAddressField, NumberField, PhoneField
from consultations.forms import ConsultationForm
from consultations.history_forms import HealthForm, OperationForm, PrivateForm
from consultations.link_form import NewLinkForm
from consultations.models import ConsultationRequest, OutboxMessage, RequestPhoto
from consultations.photo_forms import PhotoConsentForm, PhotoForm
from consultations.private_link import Opens
from consultations.visit_forms import SeenVisitForm, TimeForm
from tests.samples import path_of_link

pytestmark = pytest.mark.django_db
# What a patient types: words, an address, the digits of a telephone.
CANARY = re.compile(rb"kanari|01379\s?42|013\s?79\s?42", re.IGNORECASE)
ANSWERING = ("coordinator", "surgeon", "administrator")
OTHERS = ("editor", "publisher")
SCREENS_WITH_WORDS = re.compile(r"/admin/(consultations/(consultationrequest|outboxmessage)/.*)?$")
WALKED_FORMS = {ConsultationForm, EntryForm, OperationForm, HealthForm, NewLinkForm}
FORMS_WITHOUT_WORDS = {PrivateForm, PhotoConsentForm, PhotoForm, TimeForm, SeenVisitForm}


def typed_into(form: forms.Form, mark: str = "") -> dict:
    """Something valid for every field: a canary wherever words are taken."""
    return {name: _typed(name, field, mark) for name, field in form.fields.items() if name != "topic"}


def _typed(name: str, field: forms.Field, mark: str):
    if isinstance(field, forms.ChoiceField):
        values = [value for value, _ in field.choices if value]
        return values[:2] if isinstance(field, forms.MultipleChoiceField) else values[0]
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, EmailAddressField):
        return f"kanarimail{mark}@kanarihost.example"
    if isinstance(field, PhoneField):
        return "+1 555 013 79 42"
    if isinstance(field, NumberField):
        return "1987" if "year" in name else "3"
    return f"kanari{mark}{name}"


def test_every_form_of_a_patient_is_walked():
    """A new form is found here: type into it in `story`, or say that it takes no words."""
    ours = {kind for kind in _below(forms.BaseForm) if kind.__module__.startswith("consultations.")}
    patients = {kind for kind in ours if ".admin" not in kind.__module__}
    assert patients == WALKED_FORMS | FORMS_WITHOUT_WORDS


def _below(kind) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


class Watch:
    """Everything that was answered, with who had asked."""

    def __init__(self):
        self.answers = []

    def ask(self, who: str, client: Client, method: str, path: str, data=None, **options):
        response = getattr(client, method)(path, data, **options)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        self.answers.append((who, path, response, body))
        return response

    def leaks(self) -> list[str]:
        return [leak for answer in self.answers for leak in _leaks_of(*answer)]


def _leaks_of(who: str, path: str, response, body: bytes) -> Iterator[str]:
    headers = "\n".join(f"{name}: {value}" for name, value in response.items()).encode()
    title = b"".join(re.findall(rb"<title>.*?</title>", body, re.DOTALL))
    if CANARY.search(headers):
        yield f"{who}: a header of {path}"
    if CANARY.search(title):
        yield f"{who}: the title of {path}"
    if CANARY.search(body) and not _may_read(who, path, response.status_code):
        yield f"{who}: {path}"


def _may_read(who: str, path: str, status: int) -> bool:
    if who == "patient with mistakes":
        return status in (200, 422)
    if who in ANSWERING:
        return bool(SCREENS_WITH_WORDS.match(path.partition("?")[0]))
    return who == "patient at the own data" and path.endswith(("/read/", "/download/", "/letters/"))


@pytest.fixture
def log():
    """What the site's own handler writes, with every line that anybody has to say."""
    console, written = logging.getLogger("django").handlers[0], io.StringIO()
    loud = [logging.getLogger(name) for name in (None, "django", "django.request", "django.server")]
    before, levels = console.setStream(written), [logger.level for logger in loud]
    for logger in loud:
        logger.setLevel(logging.DEBUG)
    yield written
    for logger, level in zip(loud, levels, strict=True):
        logger.setLevel(level)
    console.setStream(before)


@pytest.fixture
def site(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.FORM_SECONDS_AT_LEAST = 0
    call_command("load_starter_content", verbosity=0)


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def story(site, watch, client, coordinator, signed_in) -> ConsultationRequest:
    """A patient does everything that can be done, also wrongly, and staff answer."""
    first = typed_into(ConsultationForm(), "first")
    page = watch.ask(
        "patient", client, "get", "/consultation/", headers={"Referer": "http://testserver/kanari-not-ours/"}
    )
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())[1]
    watch.ask(
        "patient with mistakes",
        client,
        "post",
        "/consultation/",
        first | {"email": "kanariwrong@", "form_token": token},
    )
    for typed in (first, typed_into(ConsultationForm())):
        watch.ask("patient", client, "post", "/consultation/", typed | {"form_token": token})
        watch.ask("patient", client, "get", "/consultation/received/")
    request = ConsultationRequest.objects.get()
    path = path_of_link(private_link.issue(request))
    sent = [
        ("operations", typed_into(OperationForm())),
        ("health", typed_into(HealthForm())),
        ("photos/consent", {"agree": "on"}),
        ("photos/front", {"photo": _photo()}),
        ("data-link", {}),
    ]
    for name, typed in sent:
        assert watch.ask("patient", client, "post", f"{path}{name}/", typed).status_code == 303
    watch.ask(
        "patient with mistakes", client, "post", f"{path}operations/", typed_into(OperationForm()) | {"year": "kanari"}
    )
    watch.ask("patient", client, "post", f"{path}photos/below/", {"photo": _photo(b"no picture kanaribytes")})
    watch.ask("patient", client, "post", "/request/", {"reference": request.reference, "email": request.email})
    watch.ask("patient with mistakes", client, "post", "/request/", {"reference": "kanariref", "email": "kanarimail@"})
    _staff_answer(watch, client, request, path, coordinator, signed_in(coordinator))
    return request


def _photo(content: bytes | None = None) -> SimpleUploadedFile:
    """A photo whose name and metadata are words, too."""
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x010E] = "kanarimaker", "kanaridescription"
    Image.effect_noise((900, 900), 60).convert("RGB").save(stream, "JPEG", exif=exif, comment=b"kanaricomment")
    return SimpleUploadedFile("kanarifilename.jpg", content or stream.getvalue(), "image/jpeg")


def _staff_answer(watch, client, request, path, coordinator, staff) -> None:
    screen = f"/admin/consultations/consultationrequest/{request.pk}/change/"
    watch.ask("coordinator", staff, "post", screen, {"note": "kanarinote", "seen_status": "new"})
    watch.ask("coordinator", staff, "post", screen, {"note": "", "_status": "in_review", "seen_status": "new"})
    entry, said = "/admin/consultations/consultationrequest/add/", typed_into(EntryForm(), "said")
    for typed in (said | {"email": "kanariwrong@"}, said | {"email": request.email}):
        watch.ask("coordinator", staff, "post", entry, typed)
    assert ConsultationRequest.objects.filter(source="phone").count() == 1
    start = timezone.now() + timedelta(days=12)
    offered = appointments.offer(request, [start, start + timedelta(days=1)], actor=coordinator)
    watch.ask("patient", client, "post", f"{path}times/", {"time": offered[0].pk, "remind": "on"})
    outbox.write(OutboxMessage.Kind.REMINDER, request, to=request.email, when="tomorrow")
    outbox.write(OutboxMessage.Kind.WITHDRAWN, request, to=request.email)


def every_path(request: ConsultationRequest, token: str) -> list[str]:
    """Every address of the site, filled in with what leads to this request."""
    return sorted(
        {_filled(pattern, request, token) for pattern in _patterns(get_resolver().url_patterns) if "(?P" not in pattern}
    )


def _patterns(patterns, before: str = "/") -> Iterator[str]:
    for each in patterns:
        whole = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _patterns(each.url_patterns, whole)
        else:
            yield whole


def _filled(pattern: str, request: ConsultationRequest, token: str) -> str:
    mail = OutboxMessage.objects.filter(request=request).order_by("-pk").first()
    values = {
        "token": token,
        "view": "front",
        "size": "photo",
        "purpose": "use",
        "kind": "received",
        "slug": "secondary-rhinoplasty",
        "object_id": mail.pk if "outboxmessage" in pattern else request.pk,
    }
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], request.pk)), pattern)


def test_everything_that_was_typed_is_kept_so_that_there_is_something_to_find(story):
    """Without this, the walk could find nothing because nothing was there."""
    kept = [*_values(story), *(value for row in _rows() for value in _values(row))]
    text = "\n".join(map(str, kept))
    words = {
        value
        for form in (ConsultationForm(), OperationForm(), HealthForm())
        for value in typed_into(form).values()
        if isinstance(value, str) and value.startswith("kanari") and value != "kanariform_token"
    }
    assert [word for word in [*words, "kanarifirststory", "kanarinote"] if word not in text] == []
    assert RequestPhoto.objects.count() == 1


def _rows() -> list:
    return [row for model in apps.get_app_config("consultations").get_models() for row in model.objects.all()]


def _values(row) -> list:
    return [getattr(row, field.name) for field in row._meta.fields]


def test_no_answer_holds_a_word_where_it_does_not_belong(story, watch, client, staff_of, signed_in):
    link = path_of_link(private_link.issue(story))
    data = path_of_link(private_link.issue(story, Opens.DATA))
    visitors = {"anybody": (Client(), "nonsense")} | {"patient": (client, link.split("/")[2])}
    visitors |= {"patient at the own data": (client, data.split("/")[2])}
    for role in (*ANSWERING, *OTHERS):
        visitors[role] = (signed_in(staff_of(role, f"walker-{role}@example.com")), "nonsense")
    for who, (visitor, token) in visitors.items():
        for path in every_path(story, token):
            if path != "/admin/logout/":
                watch.ask(who, visitor, "get", path)
    for who in ANSWERING:
        watch.ask(who, visitors[who][0], "get", "/admin/consultations/consultationrequest/?q=kanarifull_name")
    watch.ask("patient at the own data", client, "post", f"{data}read/")
    assert watch.leaks() == []
    # The walk has been where the words are: it could have found them anywhere else.
    read = {who for who, _, _, body in watch.answers if CANARY.search(body)}
    assert read == {*ANSWERING, "patient with mistakes", "patient at the own data"}


def test_download_goes_to_the_patient_alone(story, watch, client):
    data = path_of_link(private_link.issue(story, Opens.DATA))
    response = watch.ask("patient at the own data", client, "post", f"{data}download/")
    assert response["Content-Type"] == "application/zip"
    assert watch.leaks() == []


def test_no_mail_and_no_calendar_entry_holds_a_word(story, mailoutbox):
    consents.give(story, PHOTOS)
    outbox.send_due()
    assert len(mailoutbox) >= 8
    for message in mailoutbox:
        assert not CANARY.search(message.subject.encode())
        parts = [part.get_payload(decode=True) or b"" for part in message.message().walk()]
        headers = [f"{name}: {value}" for name, value in message.message().items() if name != "To"]
        assert not CANARY.search(b"\n".join([*parts, *(line.encode() for line in headers)])), message.subject


def test_no_title_row_name_or_entry_of_the_admin_log_holds_a_word(story):
    names = [str(row) for row in _rows()]
    entries = [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    subjects = list(OutboxMessage.objects.values_list("subject", flat=True))
    details = list(story.events.values_list("detail", flat=True))
    assert len(names) > 20
    assert [text for text in [*names, *entries, *subjects, *details] if CANARY.search(text.encode())] == []


def test_no_line_of_the_log_holds_a_word_or_a_link(log, story, watch, client, monkeypatch, coordinator, signed_in):
    path = path_of_link(private_link.issue(story))
    outbox.send_due()

    def breaks(request, values):
        raise ValueError(f"cannot keep {values} of {request.full_name}")

    monkeypatch.setattr(patient_history, "add_operation", breaks)
    angry = Client(raise_request_exception=False)
    response = watch.ask("patient", angry, "post", f"{path}operations/?words=kanariquery", typed_into(OperationForm()))
    assert response.status_code == 500
    signed_in(coordinator).get("/admin/consultations/consultationrequest/?q=kanarifull_name")
    client.get(f"/kanaripath/?kanari={story.full_name}")
    client.get(urlsplit(path).path + "kanarimore/")
    written = log.getvalue()
    assert r"Internal Server Error: /request/\u2026" in written
    assert "ValueError" in written
    lines = [line for line in written.splitlines() if CANARY.search(line.encode()) and "kanaripath" not in line]
    assert lines == []
    assert path.split("/")[2] not in written
    assert watch.leaks() == []
