"""Samples that tests share: pages, one block of each kind, pictures, and answers to the consultation form."""

import io
import re
from datetime import timedelta

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Pixels

from procedures import publishing
from procedures.forms import BLOCK_FORMS
from procedures.models import Page

BLOCKS = {
    "richtext": {"text": "<h2>What it is</h2><p>A <strong>further</strong> operation.</p>"},
    "fact": {"term": "How long", "description": "Two to four hours."},
    "reason": {"text": "The plan did not suit the nose."},
    "point": {"title": "Health", "text": "Better breathing can mean better sleep."},
    "step": {"title": "We listen", "text": "You tell us what happened.", "when": "First"},
    "question": {"question": "Am I a candidate?", "answer": "<p>You may be.</p>"},
    "keyfigure": {
        "number": "10 to 15 in every 100",
        "sentence": "About 10 to 15 in every 100 people ask again.",
        "text": "You are not alone.",
    },
    "note": {"text": "<p>Nothing is decided that day.</p>"},
    "picture": {"alt": "A consulting room with two chairs", "layout": "text", "focus_x": 50, "focus_y": 50},
    "relatedpages": {"heading": "Read more"},
    "calltoaction": {"heading": "Take *one step*", "text": "You can say no.", "button": "Ask us"},
}

ANSWERS = {
    "full_name": "Ada Example",
    "email": "ada@example.com",
    "phone": "",
    "contact_by": "email",
    "best_time": "",
    "language": "",
    "age": "adult",
    "operations_count": "1",
    "last_operation_year": "2019",
    "concerns": ["bridge", "breathing_left"],
    "story": "I cannot breathe well at night.",
    "travelling_from": "",
    "heard_from": "",
    "consent_contact": "on",
    "consent_use": "on",
}


def picture_bytes(kind: str = "JPEG", size=(1000, 600), **options) -> bytes:
    """A real picture file with a red left half and a blue right half."""
    pixels = Pixels.new("RGB", size, (200, 30, 30))
    pixels.paste((30, 30, 200), (size[0] // 2, 0, *size))
    stream = io.BytesIO()
    pixels.save(stream, kind, **options)
    return stream.getvalue()


def upload(content: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes() if content is None else content)


def make_page(slug: str = "sample", *, kind: str = "procedure", **fields) -> Page:
    """A saved working copy without blocks."""
    defaults = {"title": slug.replace("-", " ").capitalize() or "Home", "summary": "One calm sentence about it."}
    defaults["seo_description"] = "What this page is about, in one sentence."
    page = Page(kind=kind, slug=slug, **defaults | fields)
    page.full_clean()
    page.save()
    return page


def add_block(page: Page, kind: str, ordering: int = 10, **fields):
    """A block of one kind, through the form that staff use; what is not given comes from `BLOCKS`."""
    form_class = BLOCK_FORMS[kind]
    data = BLOCKS[kind] | {"region": "main", "ordering": ordering} | fields
    if kind == "relatedpages":
        data.setdefault("pages", [page.pk])
    files = {"upload": upload()} if kind == "picture" and "image" not in data else None
    form = form_class(data, files, instance=form_class._meta.model(parent=page))
    assert form.is_valid(), form.errors
    return form.save()


def publish(page: Page, author=None, note: str = ""):
    publishing.record_edit(page, editor=author)
    return publishing.publish(page, author=author, note=note)


def live_page(slug: str = "sample", blocks: tuple[str, ...] = (), **fields) -> Page:
    """A page with the sample blocks, published."""
    page = make_page(slug, **fields)
    for place, kind in enumerate(blocks, start=1):
        add_block(page, kind, place * 10)
    publish(page)
    return page


def form_token(client, seconds_ago: float = 60, **headers) -> str:
    """The hidden token of the consultation form, drawn for this client so long ago: nobody fills it in at once."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds_ago)):
        html = client.get("/consultation/", headers=headers).content.decode()
    return re.search(r'name="form_token" value="([^"]+)"', html)[1]


def patient_request(**changed):
    """A request as the form stores it."""
    from consultations import intake

    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019} | changed
    return intake.record_request(answers, intake.new_form_token())


def path_of_link(address: str) -> str:
    """The path of a full address on this site."""
    from urllib.parse import urlsplit

    return urlsplit(address).path


def many_requests(count: int, first: int = 0) -> list:
    """Requests that can be told apart and found, written straight into the tables."""
    from consultations import duplicates, search_index
    from consultations.models import ConsultationRequest

    fields = {field.name for field in ConsultationRequest._meta.fields}
    answers = {name: value for name, value in ANSWERS.items() if name in fields}
    answers |= {"operations_count": 1, "last_operation_year": 2019}
    requests = ConsultationRequest.objects.bulk_create(
        (
            ConsultationRequest(
                form_key=f"sample-{number}",
                **answers | {"full_name": f"Ada {in_letters(number)}", "email": f"ada{number}@example.com"},
            )
            for number in range(first, first + count)
        ),
        batch_size=500,
    )
    for start in range(0, count, 500):
        search_index.write_index(*requests[start : start + 500])
        duplicates.write_signs(*requests[start : start + 500])
    return requests


def in_letters(number: int) -> str:
    """A surname for a number: 0 is Aaaaa, 27 is Aaabb."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(4, -1, -1)).capitalize()
