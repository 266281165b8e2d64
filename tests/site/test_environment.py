"""The environment is read once; a wrong value stops the start with a sentence that says what to write."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from practice_site import environment
from tests.environment import VARIABLES
from tests.site.running import free_port, manage, subprocess_environment

SECRET = "kept-by-nobody-but-these-tests-0123456789-abcdefghijk"
PUBLIC = {"SITE_URL": "https://www.example.com", "SECRET_KEY": SECRET}


@pytest.fixture
def read(tmp_path):
    """A function that reads the environment from the given variables only."""
    return lambda **variables: environment.read({"DATA_DIR": str(tmp_path / "data")} | variables)


def test_everything_has_a_default(read, tmp_path):
    values = read()
    assert (values.site_url, values.bind, values.port) == ("http://127.0.0.1:8000", "127.0.0.1", 8000)
    assert (values.web_workers, values.web_threads, values.trusted_proxies) == (2, 4, 0)
    assert (values.is_https, values.debug) == (False, False)
    assert values.database["NAME"] == tmp_path / "data" / "site.sqlite3"
    assert values.email["EMAIL_FILE_PATH"] == tmp_path / "data" / "mail"


def test_blank_counts_as_not_set(read):
    assert read(**dict.fromkeys(VARIABLES - {"DATA_DIR"}, "")) == read()


@pytest.mark.parametrize(
    ("variables", "site_url", "port"),
    [
        ({"PORT": "8123"}, "http://127.0.0.1:8123", 8123),
        ({"SITE_URL": "http://localhost:9000/"}, "http://localhost:9000", 9000),
        ({"SITE_URL": "http://localhost", "PORT": "9001"}, "http://localhost", 9001),
        ({"SITE_URL": "http://[::1]:9000"}, "http://[::1]:9000", 9000),
        (PUBLIC, "https://www.example.com", 8000),
        (PUBLIC | {"SITE_URL": "https://WWW.Example.com:8443"}, "https://www.example.com:8443", 8000),
    ],
)
def test_port_and_address_complete_each_other(read, variables, site_url, port):
    values = read(**variables)
    assert (values.site_url, values.port) == (site_url, port)


WRONG = [
    ({"SITE_URL": "www.example.com"}, "SITE_URL is not an address"),
    ({"SITE_URL": "ftp://example.com"}, "SITE_URL is not an address"),
    ({"SITE_URL": "https://exa mple.com"}, "SITE_URL is not an address"),
    ({"SITE_URL": "https://example.com:99999"}, "SITE_URL is not an address"),
    ({"SITE_URL": "https://example.com/nose"}, "SITE_URL must end after the host name"),
    ({"SITE_URL": "https://me@example.com"}, "SITE_URL must end after the host name"),
    ({"SITE_URL": "http://www.example.com"}, "SITE_URL uses http"),
    ({"SITE_URL": "https://www.example.com"}, "give SECRET_KEY or SECRET_KEY_FILE"),
    (PUBLIC | {"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters"),
    (PUBLIC | {"SECRET_KEY": SECRET[:49]}, "SECRET_KEY must have at least 50 characters"),
    (PUBLIC | {"SECRET_KEY": "x" * 80}, "SECRET_KEY is made of too few different characters"),
    (PUBLIC | {"SECRET_KEY": "0123456" * 10}, "SECRET_KEY is made of too few different characters"),
    (PUBLIC | {"SECRET_KEY": f"django-insecure-{SECRET}"}, "SECRET_KEY looks like an example that others know"),
    (PUBLIC | {"SECRET_KEY": f"Change-Me-{SECRET}"}, "SECRET_KEY looks like an example that others know"),
    (PUBLIC | {"SECRET_KEY": "", "SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE names a file that cannot be read"),
    (PUBLIC | {"DEBUG": "true"}, "DEBUG shows the inside of the site"),
    (PUBLIC | {"STAFF_MFA": "optional"}, "STAFF_MFA cannot be optional with an https SITE_URL"),
    (PUBLIC | {"STAFF_MFA": "false"}, "STAFF_MFA must be required or optional"),
    ({"STAFF_MFA": "no"}, "STAFF_MFA must be required or optional"),
    ({"DEBUG": "maybe"}, "DEBUG must be true or false"),
    ({"PORT": "0"}, "PORT must be a whole number from 1 to 65535"),
    ({"PORT": "80a"}, "PORT must be a whole number"),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be a whole number from 0 to 10"),
    ({"WEB_WORKERS": "none"}, "WEB_WORKERS must be a whole number from 1 to 64"),
    ({"WEB_THREADS": "65"}, "WEB_THREADS must be a whole number from 1 to 64"),
    ({"DATABASE_URL": "mysql://me@host/name"}, "DATABASE_URL must look like postgres://"),
    ({"DATABASE_URL": "postgres://me@host/"}, "DATABASE_URL must look like postgres://"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must look like postgres://"),
    ({"EMAIL_URL": "http://host"}, "EMAIL_URL must look like smtp://"),
    ({"EMAIL_URL": "smtp://"}, "EMAIL_URL must look like smtp://"),
    ({"EMAIL_URL": "smtp://host:587/?starttls=1"}, "EMAIL_URL must look like smtp://"),
    ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR must be a folder that this user may write to"),
]


@pytest.mark.parametrize(("variables", "sentence"), WRONG, ids=[f"{list(case)[-1]}-{text}" for case, text in WRONG])
def test_wrong_value_is_refused_with_a_sentence(read, variables, sentence):
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        read(**variables)


@pytest.mark.parametrize(
    ("variables", "is_required"),
    [
        ({}, False),
        ({"STAFF_MFA": "optional"}, False),
        ({"STAFF_MFA": " Required "}, True),
        (PUBLIC, True),
        (PUBLIC | {"STAFF_MFA": "required"}, True),
    ],
)
def test_second_factor_is_required_where_the_public_can_come_by(read, variables, is_required):
    assert read(**variables).staff_mfa_required is is_required


REFUSED_STARTS = [
    ({"SITE_URL": "https://www.example.com"}, "With an https SITE_URL, give SECRET_KEY or SECRET_KEY_FILE."),
    (PUBLIC | {"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters."),
    (PUBLIC | {"SECRET_KEY": "x" * 80}, "SECRET_KEY is made of too few different characters to be a secret."),
    (PUBLIC | {"SECRET_KEY": f"django-insecure-{SECRET}"}, "SECRET_KEY looks like an example that others know."),
    (PUBLIC | {"DEBUG": "true"}, "DEBUG shows the inside of the site, so it is never allowed with an https SITE_URL."),
    ({"SITE_URL": "http://www.example.com"}, "SITE_URL uses http, which sends patients' words in the clear."),
    (PUBLIC | {"STAFF_MFA": "optional"}, "STAFF_MFA cannot be optional with an https SITE_URL"),
]


@pytest.mark.parametrize(("variables", "sentence"), REFUSED_STARTS, ids=[text for _, text in REFUSED_STARTS])
def test_process_does_not_start_with_a_dangerous_setting(tmp_path, variables, sentence):
    """Neither by `make run`, nor the worker, nor where a server of the operator's own loads the site."""
    folder = tmp_path / "data"
    for command in (["run_site"], ["run_worker", "--once"]):
        done = manage(*command, DATA_DIR=str(folder), PORT=str(free_port()), **variables)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(sentence)
        assert len(done.stderr.splitlines()) == 1
    surroundings = subprocess_environment(DATA_DIR=str(folder), **variables)
    load = [sys.executable, "-c", "import practice_site.wsgi"]
    served = subprocess.run(load, cwd=environment.BASE_DIR, env=surroundings, capture_output=True, text=True)
    assert served.returncode == 1
    assert f"ImproperlyConfigured: {sentence}" in served.stderr
    assert not folder.exists()


@pytest.mark.parametrize("key", ["short", "x" * 80, f"django-insecure-{SECRET}"])
def test_refusal_of_a_key_does_not_show_it(key):
    done = manage("check", **PUBLIC | {"SECRET_KEY": key})
    assert done.returncode == 1
    assert key not in done.stderr


def test_postgres_address_is_taken_apart(read):
    database = read(DATABASE_URL="postgres://site:p%2Fw@db.example:5433/practice?sslmode=require").database
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "practice")
    assert (database["USER"], database["PASSWORD"], database["OPTIONS"]) == ("site", "p/w", {"sslmode": "require"})


@pytest.mark.parametrize(
    ("url", "host", "port", "uses_tls", "uses_ssl"),
    [
        ("smtp://me:p%40ss@mail.example:2525/?tls=1", "mail.example", 2525, True, False),
        ("smtp://me:p%40ss@mail.example?tls=1", "mail.example", 587, True, False),
        ("smtps://me:p%40ss@mail.example", "mail.example", 465, False, True),
        ("smtp://me:p%40ss@127.0.0.1", "127.0.0.1", 25, False, False),
    ],
)
def test_mail_address_decides_how_mail_is_sealed(read, url, host, port, uses_tls, uses_ssl):
    email = read(EMAIL_URL=url).email
    assert (email["EMAIL_HOST"], email["EMAIL_PORT"]) == (host, port)
    assert (email["EMAIL_USE_TLS"], email["EMAIL_USE_SSL"]) == (uses_tls, uses_ssl)
    assert (email["EMAIL_HOST_USER"], email["EMAIL_HOST_PASSWORD"]) == ("me", "p@ss")


def test_local_key_is_made_once_and_only_its_owner_reads_it(read, tmp_path):
    key = read().secret_key
    file = tmp_path / "data" / "keys" / "secret_key"
    assert len(key) > environment.SHORTEST_SECRET
    assert read().secret_key == key == file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_key_file_is_read(read, tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    values = read(SITE_URL="https://www.example.com", SECRET_KEY_FILE=str(file))
    assert (values.secret_key, values.secret_key_file) == (SECRET, file)


def test_key_file_that_holds_no_text_is_refused_without_showing_it(read, tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe secret")
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY_FILE names a file that cannot be read\.$"):
        read(SECRET_KEY_FILE=str(tmp_path / "key"))


def test_advice_for_a_weak_key_makes_one_that_is_taken(read):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(**PUBLIC | {"SECRET_KEY": "short"})
    command = re.search(r"python3 -c '(.+)'", str(refusal.value)).group(1)
    made = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout.strip()
    assert read(**PUBLIC | {"SECRET_KEY": made}).secret_key == made


def test_example_file_and_tests_know_every_variable_that_is_read(tmp_path):
    (tmp_path / "key").write_text(SECRET)

    class Recorder(dict):
        asked = set()

        def get(self, name, default=None):
            self.asked.add(name)
            return super().get(name, default)

    environment.read(Recorder(PUBLIC | {"SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "key")}))
    example = (Path(environment.BASE_DIR) / ".env.example").read_text()
    assert Recorder.asked == VARIABLES
    assert set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE)) | {"SECRET_KEY"} == VARIABLES
