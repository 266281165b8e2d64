"""What an operator should mend is said at each start and by `check --deploy`; with all of it mended both are silent."""

from pathlib import Path

import pytest

from practice_site import deployment_checks, environment
from practice_site.deployment_checks import BESIDE_THE_DATA, DATABASE_IN_THE_CLEAR, MAIL_IN_THE_CLEAR, NO_PROXY_IN_FRONT
from tests.environment import lend_static_files
from tests.site.running import manage, running_site

SECRET = "kept-by-nobody-but-these-tests-0123456789-abcdefghijk"
PUBLIC = {"SITE_URL": "https://www.example.com", "SECRET_KEY": SECRET, "TRUSTED_PROXIES": "1"}


@pytest.fixture
def warned_of(settings, tmp_path):
    """A function that reads the variables, on top of those of a public site, and returns what an operator is told."""

    def read(**variables) -> list[str]:
        apart = {"DATA_DIR": str(tmp_path / "data"), "ENCRYPTION_KEYS_FILE": str(tmp_path / "apart" / "ring.json")}
        settings.ENVIRONMENT = environment.read(PUBLIC | apart | variables)
        settings.DATA_DIR = settings.ENVIRONMENT.data_dir
        settings.ENCRYPTION_KEYS_FILE = settings.ENVIRONMENT.encryption_keys_file
        return list(deployment_checks.warnings().values())

    return read


def test_public_site_with_everything_in_its_place_is_warned_of_nothing(warned_of):
    mail, database = "smtp://mail.example:587/?tls=1", "postgres://site@db.example/site?sslmode=verify-full"
    assert warned_of() == warned_of(EMAIL_URL=mail, DATABASE_URL=database) == []


def test_key_ring_anywhere_below_the_data_is_warned_of(warned_of, tmp_path):
    (tmp_path / "elsewhere").symlink_to(tmp_path / "data", target_is_directory=True)
    for place in ("", str(tmp_path / "data" / "ring.json"), str(tmp_path / "elsewhere" / "deep" / "ring.json")):
        assert warned_of(ENCRYPTION_KEYS_FILE=place) == [BESIDE_THE_DATA]
    assert warned_of(ENCRYPTION_KEYS_FILE=str(tmp_path / "data-keys" / "ring.json")) == []
    assert warned_of(ENCRYPTION_KEYS_FILE="", SITE_URL="http://127.0.0.1:8000") == []


@pytest.mark.parametrize(("mode", "is_open"), [(0o600, False), (0o640, False), (0o604, True), (0o602, True)])
def test_secret_that_every_account_of_the_machine_opens_is_warned_of(warned_of, tmp_path, mode, is_open):
    files = [tmp_path / "secret_key", tmp_path / "ring.json"]
    for file in files:
        file.write_text(SECRET)
        file.chmod(mode)
    told = " ".join(warned_of(SECRET_KEY="", SECRET_KEY_FILE=str(files[0]), ENCRYPTION_KEYS_FILE=str(files[1])))
    assert [f"chmod o= {file}" in told for file in files] == [is_open] * 2
    assert SECRET not in told
    assert bool(told) == is_open


def test_files_that_the_site_makes_itself_are_closed(warned_of, tmp_path):
    assert warned_of(SITE_URL="", SECRET_KEY="", ENCRYPTION_KEYS_FILE="") == []
    assert (tmp_path / "data" / "keys" / "secret_key").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://mail.example:25", [MAIL_IN_THE_CLEAR]),
        ("smtp://mail.example:587/?tls=1", []),
        ("smtps://mail.example", []),
        ("smtp://127.0.0.1:25", []),
        ("smtp://[::1]:25", []),
    ],
)
def test_mail_server_elsewhere_is_spoken_to_in_the_clear_only_with_a_warning(warned_of, url, told):
    assert warned_of(EMAIL_URL=url) == told


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgres://site@db.example/site", [DATABASE_IN_THE_CLEAR]),
        ("postgres://site@db.example/site?sslmode=require", [DATABASE_IN_THE_CLEAR]),  # takes any certificate
        ("postgres://site@db.example/site?sslmode=verify-full", []),
        ("postgres://site@127.0.0.1/site", []),
        ("postgres:////run/postgresql/site", []),
    ],
)
def test_database_elsewhere_is_spoken_to_in_the_clear_only_with_a_warning(warned_of, url, told):
    assert warned_of(DATABASE_URL=url) == told


def test_public_site_without_a_trusted_proxy_is_warned_of(warned_of):
    assert warned_of(TRUSTED_PROXIES="0") == [NO_PROXY_IN_FRONT]
    assert warned_of(TRUSTED_PROXIES="0", SITE_URL="http://127.0.0.1:8000") == []


# Real processes


def test_deployment_check_is_silent_for_a_public_site_and_names_the_ring_beside_the_data(tmp_path):
    check = ["check", "--deploy", "--fail-level", "WARNING"]
    apart = {"ENCRYPTION_KEYS_FILE": str(tmp_path / "apart" / "ring.json")}
    done = manage(*check, DATA_DIR=str(tmp_path / "data"), **PUBLIC, **apart)
    assert (done.returncode, done.stdout, done.stderr) == (0, "System check identified no issues (0 silenced).\n", "")
    done = manage(*check, DATA_DIR=str(tmp_path / "data"), **PUBLIC)
    assert done.returncode == 1
    assert f"?: (practice_site.W001) {BESIDE_THE_DATA}" in done.stderr
    assert "identified 1 issue" in done.stderr


def test_start_of_a_public_site_warns_of_a_ring_beside_its_data(tmp_path):
    folder, ring = tmp_path / "data", tmp_path / "ring.json"
    folder.mkdir()
    lend_static_files(folder)
    assert warnings_at_start(folder) == [f"Warning   {BESIDE_THE_DATA}"]
    (folder / "keys" / "ring.json").rename(ring)
    assert warnings_at_start(folder, ENCRYPTION_KEYS_FILE=str(ring)) == []


def warnings_at_start(folder: Path, **variables) -> list[str]:
    with running_site(folder, **PUBLIC, **variables) as site:
        site.wait_for("Ctrl-C stops everything.")
        return [line for line in site.lines if line.startswith("Warning")]
