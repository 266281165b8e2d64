"""Large bodies are refused before anything of them is stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from practice_site.errors import TOO_MANY, WORDS
from tests.site.any_request import URLENCODED, ask
from tests.site.public_forms import Opened

pytestmark = pytest.mark.django_db


def test_file_sent_to_the_public_form_is_refused_when_it_is_large(client):
    response = client.post("/consultation/", {"file": SimpleUploadedFile("large.bin", bytes(3 * 1024 * 1024))})
    assert response.status_code == 413
    assert "That was <em>too large</em>" in response.content.decode()


def test_staff_may_send_pictures_that_visitors_may_not(administrator, signed_in):
    large = {"file": SimpleUploadedFile("large.bin", bytes(3 * 1024 * 1024))}
    assert signed_in(administrator).post("/admin/procedures/page/add/", large).status_code == 200


@pytest.mark.parametrize("length", ["nonsense", "-1", "1.5", "٣", "9" * 19])
def test_length_that_is_no_number_is_refused(client, length):
    response = client.generic("POST", "/consultation/", b"full_name=Ada", CONTENT_LENGTH=length)
    assert response.status_code == 400
    assert "We could <em>not read</em> this" in response.content.decode()


@pytest.mark.parametrize("content_type", [URLENCODED, f"{URLENCODED}; charset=utf-8"])
def test_address_with_more_fields_than_any_page_has_is_refused(content_type):
    answer = ask(Opened("/consultation/"), b"", content_type, QUERY_STRING="a=1&" * 3_001)
    assert answer.status in {400, 413}
    assert "<h1>" in answer.text


def test_staff_may_send_them_where_pictures_are_taken_only(administrator, signed_in):
    large = {"file": SimpleUploadedFile("large.bin", bytes(3 * 1024 * 1024))}
    response = signed_in(administrator).post("/admin/consultations/consultationrequest/add/", large)
    assert response.status_code == 413
    assert WORDS[413].text in response.content.decode()


def many_fields() -> dict:
    return {f"field-{number}": "x" for number in range(3001)}


def many_files() -> dict:
    return {f"file-{number}": SimpleUploadedFile("small.txt", b"x") for number in range(101)}


@pytest.mark.parametrize("sent", [many_fields, many_files])
@pytest.mark.parametrize("path", ["/consultation/", "/admin/login/", "/request/"])
def test_more_fields_or_files_than_any_page_asks_for_are_refused_with_words_of_their_own(client, path, sent):
    response = client.post(path, sent())
    assert response.status_code == 413
    assert TOO_MANY.text in response.content.decode()
