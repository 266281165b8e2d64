"""Large bodies are refused before anything of them is stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db


def test_file_sent_to_the_public_form_is_refused_when_it_is_large(client):
    response = client.post("/consultation/", {"file": SimpleUploadedFile("large.bin", bytes(3 * 1024 * 1024))})
    assert response.status_code == 413
    assert "That was <em>too large</em>" in response.content.decode()


def test_staff_may_send_pictures_that_visitors_may_not(administrator, signed_in):
    large = {"file": SimpleUploadedFile("large.bin", bytes(3 * 1024 * 1024))}
    assert signed_in(administrator).post("/admin/procedures/page/add/", large).status_code == 200
