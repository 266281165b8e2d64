"""What a patient gets of their own data: everything, readable, and nothing of anybody else."""

import io
import json
import re
import zipfile
from datetime import datetime

import pytest
from django.apps import apps
from PIL import Image

from consultations import consents, own_data, own_data_file, photo_files
from consultations.consent_wordings import PHOTOS
from consultations.encrypted_fields import Sealed
from consultations.models import ConsultationRequest, RequestPhoto
from consultations.own_data_json import KEYS, as_json
from tests.consultations.canaries import BEFORE, GOALS, HEALTH, NOTE, OPERATION, TYPED, is_encrypted, plant
from tests.samples import patient_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted(coordinator, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return plant(coordinator)


def zip_of(request) -> zipfile.ZipFile:
    return zipfile.ZipFile(
        io.BytesIO(b"".join(own_data_file.pieces_of(ConsultationRequest.objects.get(pk=request.pk))))
    )


def page_of(archive) -> str:
    return archive.read("read-me-first.html").decode()


def facts_of(archive) -> dict:
    return json.loads(archive.read("my-request.json"))


def test_zip_holds_a_page_the_facts_and_the_photos_by_plain_names(planted):
    archive = zip_of(planted.request)
    assert archive.testzip() is None
    assert archive.namelist() == [
        "read-me-first.html",
        "my-request.json",
        "photos/front.jpg",
        "photos/three-quarter-left.jpg",
        "photos/three-quarter-right.jpg",
        "photos/profile-left.jpg",
        "photos/profile-right.jpg",
        "photos/below.jpg",
    ]
    assert [archive.read(name) for name in archive.namelist()[2:]] == planted.pictures[::2]
    assert Image.open(io.BytesIO(archive.read("photos/below.jpg"))).format == "JPEG"


@pytest.mark.parametrize("read", [page_of, lambda archive: archive.read("my-request.json").decode()])
def test_all_that_was_typed_is_in_it_also_what_was_replaced(planted, read):
    content = read(zip_of(planted.request)).replace("\\n", "\n")
    typed = [*TYPED.values(), *BEFORE.values(), GOALS, *(given["words"] for given in HEALTH.values())]
    typed += [value for value in OPERATION.values() if isinstance(value, str) and value.startswith("zq")]
    assert [words for words in typed if words not in content] == []


def test_notes_among_staff_are_left_out_and_the_copy_says_so(planted):
    archive = zip_of(planted.request)
    for content in (page_of(archive), archive.read("my-request.json").decode()):
        assert NOTE not in content
        assert "Notes that our staff wrote for each other. You may ask us for them." in content
        assert "note_added" not in content


def test_names_of_staff_are_not_in_it(planted, coordinator):
    archive = zip_of(planted.request)
    assert coordinator.full_name not in page_of(archive) + archive.read("my-request.json").decode()


def test_every_encrypted_field_is_in_the_copy_or_left_out_with_a_reason(planted):
    """A new encrypted field is found here: add it to the copy, or to `own_data.LEFT_OUT` with the reason."""
    request = ConsultationRequest.objects.get()
    held = _leaves(as_json(request, {}))
    missing = set()
    for model in apps.get_app_config("consultations").get_models():
        rows = [row for row in model.objects.all() if not getattr(row, "for_staff", False)]
        for field in filter(is_encrypted, model._meta.fields):
            values = [leaf for row in rows for leaf in _leaves(getattr(row, field.name))]
            if not values or not set(values) <= held:
                missing.add(f"{model.__name__}.{field.name}")
    assert missing == set(own_data.LEFT_OUT)


def _leaves(value) -> set:
    if isinstance(value, dict):
        return {leaf for key, part in value.items() for leaf in {key, *_leaves(part)}}
    if isinstance(value, list):
        return {leaf for part in value for leaf in _leaves(part)}
    return {value}


def test_facts_name_their_keys_and_moments_carry_their_offset(planted):
    facts = facts_of(zip_of(planted.request))
    assert set(facts) == {"about", *KEYS} - {"unreadable"}
    assert facts["about"]["keys"] == KEYS
    moments = [value for value in _leaves(facts) if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value)]
    assert len(moments) > 2
    assert {datetime.fromisoformat(moment).utcoffset() is not None for moment in moments} == {True}
    assert [photo["file"] for photo in facts["photos"]][:2] == ["photos/front.jpg", "photos/three-quarter-left.jpg"]


def test_page_in_the_file_names_nothing_outside_of_it(planted):
    page = page_of(zip_of(planted.request))
    named = re.findall(r'(?:src|href)="([^"]*)"|url\("?([^")]*)', page)
    outside = [a or b for a, b in named if not (a or b).startswith(("photos/", "data:font/woff2;base64,", "#"))]
    assert outside == []
    assert "<script" not in page
    assert "http" not in re.sub(r"data:font[^\"]*", "", page)


def test_words_that_look_like_html_stay_words(coordinator):
    request = patient_request(story="<img src=x onerror=alert(1)></style><script>")
    assert "&lt;img src=x onerror=alert(1)&gt;&lt;/style&gt;&lt;script&gt;" in page_of(zip_of(request))


def test_value_that_cannot_be_opened_is_named_as_such(planted):
    other = patient_request(story="another patient's story", email="else@example.com")
    sealed = ConsultationRequest.objects.get(pk=other.pk).__dict__["story"]
    ConsultationRequest.objects.filter(pk=planted.request.pk).update(story=sealed)
    archive = zip_of(planted.request)
    assert facts_of(archive)["answers"]["story"] == {"unreadable": True}
    assert "This could not be opened. Please tell us, with your reference." in page_of(archive)
    assert "another patient" not in page_of(archive)


HELD = [
    (model, field.name)
    for model in apps.get_app_config("consultations").get_models()
    for field in model._meta.fields
    if is_encrypted(field) and f"{model.__name__}.{field.name}" not in own_data.LEFT_OUT
]


@pytest.mark.parametrize(("model", "name"), HELD, ids=[f"{model.__name__}.{name}" for model, name in HELD])
def test_whichever_value_is_broken_the_rest_comes_and_says_which(planted, model, name):
    model.objects.update(**{name: Sealed(b"broken" * 9)})
    archive = zip_of(planted.request)
    assert "This could not be opened." in page_of(archive)
    assert '"unreadable": true' in archive.read("my-request.json").decode()


def test_photo_that_cannot_be_opened_is_left_out_and_the_rest_comes(planted):
    first = planted.request.photos.get(view=RequestPhoto.View.FRONT)
    photo_files.remove_from_disk(first.file_name)
    archive = zip_of(planted.request)
    assert "photos/front.jpg" not in archive.namelist()
    assert facts_of(archive)["photos"][0]["file"] is None
    assert len(archive.namelist()) == 7


def test_file_lies_nowhere_on_the_disk_while_it_is_made(planted, tmp_path, monkeypatch):
    import tempfile

    def refused(*args, **kwargs):
        raise AssertionError("a file on the disk")

    before = sorted(tmp_path.rglob("*"))
    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refused)
    zip_of(planted.request)
    assert sorted(tmp_path.rglob("*")) == before


def test_name_of_the_file_says_nothing_but_the_reference():
    request = patient_request()
    assert own_data_file.file_name(request) == f"my-request-{request.reference}.zip"


def test_nothing_of_another_patient_is_in_it(planted):
    other = patient_request(full_name="Somebody Else", email="else@example.com", story="Another story")
    consents.give(other, PHOTOS)
    archive = zip_of(other)
    assert archive.namelist() == ["read-me-first.html", "my-request.json"]
    assert "zq" not in page_of(archive).lower().replace(other.reference.lower(), "").split("</style>")[1]


def test_request_with_nothing_added_says_so_in_every_part():
    page = page_of(zip_of(patient_request()))
    for words in ("You added no operation.", "There are no photos.", "No time was offered."):
        assert words in page
