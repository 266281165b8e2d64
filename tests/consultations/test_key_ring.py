"""The file with the keys: made once, whole or not at all, readable by its owner alone, read anew when it changes."""

import base64
import json
import os
import stat
import threading

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from consultations import key_ring


def test_new_ring_has_one_key_with_two_secrets_and_a_secret_for_digests(own_ring):
    content = json.loads(own_ring.read_text())
    (key,) = content["keys"]
    assert set(content) == {"keys", "digest"}
    assert set(key) == {"id", "made", "encryption", "index"}
    assert len(bytes.fromhex(key["id"])) == 4
    secrets = [base64.b64decode(secret) for secret in (key["encryption"], key["index"], content["digest"])]
    assert [len(secret) for secret in secrets] == [32, 32, 32]
    assert len(set(secrets)) == 3


def test_folders_above_the_ring_are_made_with_it(settings, tmp_path):
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "new" / "folder" / "keys.json"
    assert key_ring.create_if_missing() is True
    assert len(key_ring.ring().keys) == 1


def test_key_tells_the_day_it_was_made_where_the_practice_is(add_key):
    with time_machine.travel("2026-03-02 02:00+00:00", tick=False):
        add_key()
    assert key_ring.ring().newest.made == "2026-03-01"


def test_ring_is_written_in_its_own_folder_hidden_until_it_is_whole(own_ring, add_key, monkeypatch):
    """Nowhere else: another folder may be read by others, or lie on a disk from which it cannot be renamed."""
    seen, really = [], os.fsync

    def look(handle):
        seen.append(sorted(file.name for file in own_ring.parent.iterdir()))
        really(handle)

    monkeypatch.setattr(key_ring.os, "fsync", look)
    add_key()
    draft, ring = seen[0]
    assert (ring, draft.startswith(".keys.json."), seen[1]) == ("keys.json", True, ["keys.json"])


def test_file_is_for_its_owner_alone_also_after_a_change(own_ring, add_key):
    modes = [stat.S_IMODE(own_ring.stat().st_mode)]
    add_key()
    modes.append(stat.S_IMODE(own_ring.stat().st_mode))
    assert modes == [0o600, 0o600]
    assert stat.S_IMODE(own_ring.parent.stat().st_mode) == 0o700
    assert [file.name for file in own_ring.parent.iterdir()] == ["keys.json"]


def test_ring_that_exists_is_never_made_anew(own_ring):
    before = own_ring.read_bytes()
    assert key_ring.create_if_missing() is False
    assert own_ring.read_bytes() == before


def test_of_many_that_start_at_once_one_makes_the_ring(settings, tmp_path):
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "ring.json"
    start, made, seen = threading.Barrier(8), [], []

    def make():
        start.wait()
        made.append(key_ring.create_if_missing())
        seen.append(key_ring.ring().newest.id)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 7 + [True]
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["ring.json"]


def test_ring_made_in_the_very_same_moment_by_another_is_kept(settings, tmp_path, monkeypatch):
    settings.ENCRYPTION_KEYS_FILE = file = tmp_path / "ring.json"
    really_new = key_ring.new_key

    def slow_new_key():
        if not file.exists():
            file.write_text("the other one's")
        return really_new()

    monkeypatch.setattr(key_ring, "new_key", slow_new_key)
    assert key_ring.create_if_missing() is False
    assert file.read_text() == "the other one's"
    assert list(tmp_path.iterdir()) == [file]


def test_changed_file_is_read_anew_and_newest_comes_first(own_ring, add_key):
    first = key_ring.ring().newest
    second = add_key()
    assert [key.id for key in key_ring.ring().keys] == [second.id, first.id]
    assert key_ring.ring().find(first.id) == first
    assert key_ring.ring().find("00000000") is None
    assert key_ring.ring() is key_ring.ring()


def test_fingerprint_tells_keys_of_the_same_id_apart_and_holds_no_secret(own_ring):
    key = key_ring.ring().newest
    other = key_ring.Key(key.id, key.made, key.encryption, bytes(32))
    assert key.fingerprint != other.fingerprint
    assert len(key.fingerprint) == 16
    assert key.fingerprint not in own_ring.read_text()


def test_digest_depends_on_purpose_and_text_and_outlives_every_key(own_ring, add_key):
    before = key_ring.ring().digest("form", "a")
    add_key()
    assert key_ring.ring().digest("form", "a") == before
    others = {key_ring.ring().digest(*parts) for parts in (("form", "b"), ("mail", "a"), ("for", "m\0a"))}
    assert before not in others
    assert len(others) == 3
    assert len(before) == 64


def test_missing_ring_is_named_with_what_to_do(settings, tmp_path):
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "gone.json"
    with pytest.raises(ImproperlyConfigured, match=r": bring the file back, or let ENCRYPTION_KEYS_FILE") as problem:
        key_ring.ring()
    assert str(tmp_path / "gone.json") in str(problem.value)


def spoiled(**changed) -> str:
    secret = base64.b64encode(bytes(32)).decode()
    key = {"id": "0badcafe", "made": "2026-01-01", "encryption": secret, "index": secret}
    return json.dumps({"keys": [key | changed], "digest": secret})


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"keys": [], "digest": "' + base64.b64encode(bytes(32)).decode() + '"}',
        '{"keys": [1], "digest": ""}',
        spoiled(id="0bad"),
        spoiled(id="no number"),
        spoiled(id=7),
        spoiled(encryption="!"),
        spoiled(encryption="!" + base64.b64encode(bytes(32)).decode()),
        spoiled(index=base64.b64encode(bytes(16)).decode()),
    ],
)
def test_spoiled_ring_is_refused_without_showing_what_it_holds(own_ring, content):
    own_ring.write_text(content)
    with pytest.raises(ImproperlyConfigured) as problem:
        key_ring.ring()
    assert str(problem.value) == f"{own_ring} is no key ring. Bring back the file that the site made."
    assert problem.value.__cause__ is None


def test_helper_writes_a_ring_that_is_taken(own_ring):
    own_ring.write_text(spoiled())
    assert key_ring.ring().newest.id == "0badcafe"


def test_no_half_ring_when_the_disk_is_full(own_ring, add_key, monkeypatch):
    before = own_ring.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_ring.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        add_key()
    assert own_ring.read_bytes() == before
    assert list(own_ring.parent.iterdir()) == [own_ring]
