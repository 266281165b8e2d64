"""Each address takes only the methods that it has a use for, and says so before it looks at anything else."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from practice_site.errors import WORDS
from practice_site.methods import methods_of
from tests.site.every_url import addresses, path_of
from tests.site.furnished import furnish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path / "data"


def refusal(response) -> tuple | None:
    """What the answer allows instead, when it is our page that says no."""
    is_ours = response.status_code == 405 and WORDS[405].text in response.content.decode()
    return tuple(response["Allow"].split(", ")) if is_ours else None


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_method_that_nothing_needs_is_refused_everywhere_with_our_page(administrator, signed_in, method):
    samples, visitor = furnish(administrator), signed_in(administrator)
    answers = {
        address.route: refusal(visitor.generic(method, path_of(address, samples), b"word=Ada"))
        for address in addresses()
    }
    assert answers == {address.route: methods_of(address.pattern.callback) for address in addresses()}


def test_method_that_nothing_needs_is_refused_where_nothing_is(client):
    assert refusal(client.put("/nothing/is/here")) == ("GET", "HEAD", "POST")


def test_form_that_is_sent_to_a_file_is_refused_with_our_page(client):
    file = f"/static/{staticfiles_storage.stored_name('js/site_menu.js')}"
    assert refusal(client.post(file)) == ("GET", "HEAD")


def test_form_with_an_old_token_that_is_sent_to_a_page_for_reading_is_told_so(administrator, signed_in):
    samples, visitor = furnish(administrator), signed_in(administrator)
    visitor.handler.enforce_csrf_checks = True
    read_only = [address for address in addresses() if "POST" not in methods_of(address.pattern.callback)]
    answers = {address.route: refusal(visitor.post(path_of(address, samples))) for address in read_only}
    assert answers == {address.route: ("GET", "HEAD") for address in read_only}
    assert {"admin:index", "admin:consultations_consultationrequest_brief", "procedures:sitemap", "healthz"} <= {
        address.name for address in read_only
    }


def test_form_with_an_old_token_that_is_sent_where_forms_go_is_told_to_send_it_again(editor):
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(editor)
    assert visitor.post("/admin/procedures/page/add/").status_code == 403


def test_every_page_that_is_read_answers_to_head_as_well():
    guards = {address.route: methods_of(address.pattern.callback) for address in addresses()}
    assert set(guards.values()) == {("GET", "HEAD"), ("GET", "HEAD", "POST"), ("POST",)}
