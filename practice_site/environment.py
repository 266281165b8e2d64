"""The environment, read once: every variable of the README's table becomes one checked value.

`read()` is called by the settings and by nothing else. A wrong value raises `ImproperlyConfigured`
with a sentence that names the variable and says what to write instead.
"""

import contextlib
import os
import re
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}
# Of a key that signs sessions and links: what Django's own check asks for, and no copy of a well-known example.
SHORTEST_SECRET = 50
FEWEST_DIFFERENT_CHARACTERS = 8
WELL_KNOWN_SECRETS = re.compile(r"insecure|change.?(me|this|it)|replace.?(me|this)|your.?secret|default|example", re.I)


@dataclass(frozen=True)
class Environment:
    """What the process was told from outside, with every default filled in."""

    site_url: str
    host: str
    is_https: bool
    bind: str
    port: int
    data_dir: Path
    database: dict
    email: dict
    secret_key: str
    secret_key_file: Path | None
    encryption_keys_file: Path
    trusted_proxies: int
    web_workers: int
    web_threads: int
    debug: bool
    staff_mfa_required: bool


def read(variables=os.environ) -> Environment:
    """Read and check the variables. Raises `ImproperlyConfigured` on the first wrong one."""
    given_port = _number(variables, "PORT", 0, 1, 65535)
    site = _site_url(variables.get("SITE_URL") or f"http://127.0.0.1:{given_port or 8000}")
    is_https = site.scheme == "https"
    debug = _flag(variables, "DEBUG")
    if debug and is_https:
        raise ImproperlyConfigured("DEBUG shows the inside of the site, so it is never allowed with an https SITE_URL.")
    data_dir = Path(variables.get("DATA_DIR") or BASE_DIR / "var").resolve()
    secret_key, secret_key_file = _secret_key(variables, data_dir, is_https)
    return Environment(
        site_url=f"{site.scheme}://{site.netloc.lower()}",
        host=site.hostname,
        is_https=is_https,
        bind=variables.get("BIND") or "127.0.0.1",
        port=given_port or (8000 if is_https else site.port or 8000),
        data_dir=data_dir,
        database=_database(variables.get("DATABASE_URL", ""), data_dir),
        email=_email(variables.get("EMAIL_URL", ""), data_dir),
        secret_key=secret_key,
        secret_key_file=secret_key_file,
        encryption_keys_file=Path(variables.get("ENCRYPTION_KEYS_FILE") or data_dir / "keys" / "ring.json").resolve(),
        trusted_proxies=_number(variables, "TRUSTED_PROXIES", 0, 0, 10),
        web_workers=_number(variables, "WEB_WORKERS", 2, 1, 64),
        web_threads=_number(variables, "WEB_THREADS", 4, 1, 64),
        debug=debug,
        staff_mfa_required=_staff_mfa_required(variables, is_https),
    )


def _site_url(text: str) -> SplitResult:
    example = "Write it like https://www.example.com"
    try:
        site = urlsplit(text.strip())
        _ = site.port
    except ValueError:
        raise ImproperlyConfigured(f"SITE_URL is not an address. {example}.") from None
    if site.scheme not in {"http", "https"} or not re.fullmatch(r"[a-z0-9][a-z0-9.-]*|[0-9a-f:]+", site.hostname or ""):
        raise ImproperlyConfigured(f"SITE_URL is not an address. {example}.")
    if site.path.strip("/") or site.query or site.fragment or site.username:
        raise ImproperlyConfigured(f"SITE_URL must end after the host name. {example}, without a path.")
    if site.scheme == "http" and site.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ImproperlyConfigured(
            "SITE_URL uses http, which sends patients' words in the clear. "
            "Use https, or http://127.0.0.1:8000 to try it out."
        )
    return site


def _staff_mfa_required(variables, is_https: bool) -> bool:
    word = variables.get("STAFF_MFA", "").strip().lower()
    if word not in {"required", "optional", ""}:
        raise ImproperlyConfigured("STAFF_MFA must be required or optional.")
    if is_https and word == "optional":
        raise ImproperlyConfigured(
            "STAFF_MFA cannot be optional with an https SITE_URL: a stolen password would open patients' records."
        )
    return is_https or word == "required"


def _flag(variables, name: str) -> bool:
    word = variables.get(name, "").strip().lower()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise ImproperlyConfigured(f"{name} must be true or false.")
    return word in TRUE_WORDS


def _number(variables, name: str, default: int, lowest: int, highest: int) -> int:
    text = variables.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        raise ImproperlyConfigured(f"{name} must be a whole number from {lowest} to {highest}.")
    return int(text)


def _database(url: str, data_dir: Path) -> dict:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "site.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                    "PRAGMA secure_delete=ON;"  # what is deleted is overwritten
                ),
            },
            "TEST": {"NAME": data_dir / "test.sqlite3"},
        }
    try:
        is_postgres = urlsplit(url).scheme in {"postgres", "postgresql"}
        config = environ.Env.db_url_config(url) if is_postgres else {}
    except (ValueError, ImproperlyConfigured):
        config = {}
    if not config.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def _email(url: str, data_dir: Path) -> dict:
    if not url:
        return {
            "EMAIL_BACKEND": "practice_site.mail_files.EmailBackend",
            "EMAIL_FILE_PATH": data_dir / "mail",
        }
    try:
        server = urlsplit(url)
        port = server.port
    except ValueError:
        server, port = None, None
    options = dict(parse_qsl(server.query)) if server else {}
    use_tls = options.pop("tls", "0") in TRUE_WORDS
    if not server or server.scheme not in {"smtp", "smtps"} or not server.hostname or options:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp://user:password@host:587/?tls=1, or smtps://user:password@host."
        )
    use_ssl = server.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": server.hostname,
        "EMAIL_PORT": port or (465 if use_ssl else 587 if use_tls else 25),
        "EMAIL_HOST_USER": unquote(server.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(server.password or ""),
        "EMAIL_USE_TLS": use_tls and not use_ssl,
        "EMAIL_USE_SSL": use_ssl,
        "EMAIL_TIMEOUT": 20,
    }


def _secret_key(variables, data_dir: Path, is_https: bool) -> tuple[str, Path | None]:
    """The key, and the file that it came from."""
    key, file = variables.get("SECRET_KEY", ""), None
    if not key and variables.get("SECRET_KEY_FILE"):
        file = Path(variables["SECRET_KEY_FILE"])
        try:
            key = file.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            raise ImproperlyConfigured("SECRET_KEY_FILE names a file that cannot be read.") from None
    if not key and is_https:
        raise ImproperlyConfigured("With an https SITE_URL, give SECRET_KEY or SECRET_KEY_FILE.")
    if not key:
        file = data_dir / "keys" / "secret_key"
        return _local_secret_key(file), file
    _refuse_weak(key)
    return key, file


def _refuse_weak(key: str) -> None:
    advice = "Make a new one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    if len(key) < SHORTEST_SECRET:
        raise ImproperlyConfigured(f"SECRET_KEY must have at least {SHORTEST_SECRET} characters. {advice}")
    if len(set(key)) < FEWEST_DIFFERENT_CHARACTERS:
        raise ImproperlyConfigured(f"SECRET_KEY is made of too few different characters to be a secret. {advice}")
    if WELL_KNOWN_SECRETS.search(key):
        raise ImproperlyConfigured(f"SECRET_KEY looks like an example that others know. {advice}")


def _local_secret_key(file: Path) -> str:
    """The key of a site that runs on this machine only; made at the first start, readable by its owner alone."""
    try:
        if not file.exists():
            file.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            file.parent.mkdir(exist_ok=True, mode=0o700)
            _write_once(file, secrets.token_urlsafe(50))
        return file.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise ImproperlyConfigured(f"DATA_DIR must be a folder that this user may write to ({problem}).") from None


def _write_once(file: Path, text: str) -> None:
    """Of several processes that start at the same moment one wins, and nobody reads half a key."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent, encoding="utf-8") as draft:
        draft.write(text)
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, file)
