"""No start without the keys that something is encrypted with, and the site says so while it runs."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from consultations import key_ring, keys_in_use
from consultations.models import KeyInUse
from tests.environment import lend_static_files
from tests.site.running import free_port, manage


@pytest.mark.django_db
def test_first_start_makes_the_ring_and_notes_its_key(settings, tmp_path):
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "ring.json"
    (note,) = keys_in_use.check()
    assert note.topic == "Keys"
    assert note.text.startswith(f"{tmp_path}/ring.json was made.")
    assert keys_in_use.check() == []
    key = key_ring.ring().newest
    assert list(KeyInUse.objects.values_list("key_id", "fingerprint")) == [(key.id, key.fingerprint)]
    assert str(KeyInUse.objects.get()) == key.id


@pytest.mark.django_db
def test_every_start_notes_the_newest_key(add_key):
    keys_in_use.check()
    newest = add_key()
    keys_in_use.check()
    keys_in_use.check()
    assert KeyInUse.objects.count() == 2
    assert KeyInUse.objects.filter(key_id=newest.id).exists()


@pytest.mark.django_db
def test_lost_ring_is_never_replaced_by_a_new_one(own_ring):
    keys_in_use.check()
    own_ring.unlink()
    with pytest.raises(ImproperlyConfigured, match=r"keys\.json cannot be read"):
        keys_in_use.check()
    assert not own_ring.exists()


@pytest.mark.django_db
def test_ring_of_another_site_is_refused_by_name(own_ring):
    keys_in_use.check()
    lost = key_ring.ring().newest.id
    own_ring.unlink()
    key_ring.create_if_missing()
    with pytest.raises(ImproperlyConfigured, match=f"keys.json lacks {lost}, and what patients sent is encrypted"):
        keys_in_use.check()
    assert KeyInUse.objects.count() == 1


@pytest.mark.django_db
def test_other_key_by_the_same_id_is_refused(own_ring):
    keys_in_use.check()
    ring = key_ring.ring()
    key = ring.newest
    key_ring.save(key_ring.KeyRing((key_ring.Key(key.id, key.made, bytes(32), key.index),), ring.digest_secret))
    with pytest.raises(ImproperlyConfigured, match=f"lacks {key.id}"):
        keys_in_use.check()


@pytest.mark.django_db
def test_readyz_names_keys_that_got_lost_and_is_content_when_they_are_back(own_ring):
    keys_in_use.check()
    lost = key_ring.ring().newest.id
    assert "keys" not in problems()
    away = own_ring.rename(own_ring.with_name("away.json"))
    assert problems()["keys"] == "The key ring cannot be read."
    key_ring.create_if_missing()
    assert f"lacks {lost}" in problems()["keys"]
    away.rename(own_ring)
    assert "keys" not in problems()


def problems() -> dict:
    return Client().get("/readyz").json()["problems"]


# Real starts


@pytest.fixture
def site_folder(tmp_path) -> Path:
    """A data folder with an up-to-date database, whose key is in use."""
    folder = tmp_path / "data"
    folder.mkdir()
    lend_static_files(folder)
    assert manage("migrate", "-v0", DATA_DIR=str(folder)).returncode == 0
    done = manage("run_worker", "--once", DATA_DIR=str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_start_is_refused_without_the_ring_and_with_a_wrong_one(site_folder, tmp_path):
    ring = site_folder / "keys" / "ring.json"
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600
    away = ring.rename(tmp_path / "away.json")
    for command in (["run_worker", "--once"], ["run_site"]):
        done = manage(*command, DATA_DIR=str(site_folder), PORT=str(free_port()))
        assert done.returncode == 1
        assert f"The key ring {ring} cannot be read." in done.stderr
        assert "Traceback" not in done.stderr
    assert not ring.exists()
    other = {"DATA_DIR": str(site_folder), "ENCRYPTION_KEYS_FILE": str(tmp_path / "other" / "ring.json")}
    assert "cannot be read" in manage("run_worker", "--once", **other).stderr
    away.rename(ring)
    assert manage("run_worker", "--once", DATA_DIR=str(site_folder)).returncode == 0


def test_ring_elsewhere_is_used_and_none_is_made_beside_the_data(tmp_path):
    folder, ring = tmp_path / "data", tmp_path / "elsewhere" / "ring.json"
    folder.mkdir()
    surroundings = {"DATA_DIR": str(folder), "ENCRYPTION_KEYS_FILE": str(ring)}
    assert manage("migrate", "-v0", **surroundings).returncode == 0
    assert manage("run_worker", "--once", **surroundings).returncode == 0
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600
    assert not (folder / "keys" / "ring.json").exists()
