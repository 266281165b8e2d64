"""`/healthz` and `/readyz`."""

import pytest
from django.db import OperationalError

from practice_site import health


@pytest.fixture
def checks(monkeypatch):
    """The registered checks, replaced by an empty list that a test fills."""
    monkeypatch.setattr(health, "_checks", [])
    monkeypatch.setattr(health, "_warnings", [])
    return health._checks


def raising(problem: Exception):
    def check():
        raise problem

    return check


def test_healthz_asks_the_database_nothing(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_content_when_every_check_is(client, checks):
    health.register_check("mail", lambda: None)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "problems": {}, "warnings": {}})


@pytest.mark.django_db
def test_readyz_names_every_problem(client, checks):
    health.register_check("mail", lambda: "One mail could not be sent.")
    health.register_check("worker", raising(OperationalError()))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "problems": {"mail": "One mail could not be sent.", "worker": "The database did not answer."},
        "warnings": {},
    }


@pytest.mark.django_db
def test_readyz_tells_when_the_disk_fills_up(client, checks, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_DISK", 2**60)
    assert "MB are free where the data is kept" in client.get("/readyz").json()["problems"]["disk"]


@pytest.mark.django_db
def test_readyz_tells_when_the_data_folder_is_gone(client, checks, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["problems"]["disk"].startswith("Where the data is kept cannot be read")


@pytest.mark.django_db
def test_warning_is_told_and_leaves_the_site_in_service(client, checks):
    health.register_warning("accounts", lambda: "Look at the account log.")
    health.register_warning("quiet", lambda: None)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {"ready": True, "problems": {}, "warnings": {"accounts": "Look at the account log."}},
    )


@pytest.mark.django_db
def test_pages_lead_from_http_to_https_and_what_machines_ask_is_answered_where_it_is_asked(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    page = client.get("/", headers={"host": "127.0.0.1"})
    assert (page.status_code, page.headers["Location"]) == (301, "https://127.0.0.1/")
    assert client.get("/healthz").content == b"ok\n"
    assert "problems" in client.get("/readyz").json()
