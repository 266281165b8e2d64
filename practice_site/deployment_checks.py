"""What an operator should mend before patients come: said at each start, and by `check --deploy`.

None of it stops the start. What must is refused by `environment` and by the start checks of the wings.
"""

import stat
from pathlib import Path

from django.conf import settings
from django.core import checks

from practice_site.environment import LOOPBACK_HOSTS
from practice_site.start_checks import Note, register_start_check

BESIDE_THE_DATA = (
    "The key ring lies beside the data that it opens. Keep it elsewhere, out of the same backups: "
    "move it and name it by ENCRYPTION_KEYS_FILE."
)
OPEN_TO_OTHERS = "{file} holds a secret, and every account of this machine may open it. Close it: chmod o= {file}"
MAIL_IN_THE_CLEAR = (
    "Mails leave unencrypted, with links that open what patients sent. Add ?tls=1 to EMAIL_URL, or write smtps://."
)
DATABASE_IN_THE_CLEAR = (
    "The connection to the database may be read or redirected on its way. Add ?sslmode=verify-full to DATABASE_URL."
)
NO_PROXY_IN_FRONT = "TRUSTED_PROXIES is 0, so every visitor is sent to https again and again. Set it to 1."


def warnings() -> dict[str, str]:
    """The sentences that hold now, by the id under which Django's check names them."""
    found = {
        "practice_site.W001": BESIDE_THE_DATA if _ring_lies_beside_the_data() else "",
        "practice_site.W002": " ".join(OPEN_TO_OTHERS.format(file=file) for file in _files_open_to_others()),
        "practice_site.W003": MAIL_IN_THE_CLEAR if _mail_leaves_in_the_clear() else "",
        "practice_site.W004": DATABASE_IN_THE_CLEAR if _database_is_reached_in_the_clear() else "",
        "practice_site.W005": NO_PROXY_IN_FRONT if _no_proxy_is_trusted() else "",
    }
    return {number: text for number, text in found.items() if text}


def _ring_lies_beside_the_data() -> bool:
    """Whoever takes the data folder, or a backup of it, would have both. A site on this machine only may do so."""
    return settings.ENVIRONMENT.is_https and settings.DATA_DIR in settings.ENCRYPTION_KEYS_FILE.parents


def _files_open_to_others() -> list[Path]:
    files = [file for file in (settings.ENVIRONMENT.secret_key_file, settings.ENCRYPTION_KEYS_FILE) if file]
    return [file for file in files if file.exists() and file.stat().st_mode & stat.S_IRWXO]


def _mail_leaves_in_the_clear() -> bool:
    mail = settings.ENVIRONMENT.email
    is_sealed = mail.get("EMAIL_USE_TLS") or mail.get("EMAIL_USE_SSL")
    return "EMAIL_HOST" in mail and not is_sealed and not _is_this_machine(mail["EMAIL_HOST"])


def _database_is_reached_in_the_clear() -> bool:
    database = settings.ENVIRONMENT.database
    sealing = database.get("OPTIONS", {}).get("sslmode")
    return not _is_this_machine(database.get("HOST", "")) and sealing != "verify-full"


def _no_proxy_is_trusted() -> bool:
    return settings.ENVIRONMENT.is_https and not settings.ENVIRONMENT.trusted_proxies


def _is_this_machine(host: str) -> bool:
    """A name without a host, or a path, is a file or a socket of this machine."""
    return not host or host.startswith("/") or host in LOOPBACK_HOSTS or host == "::1"


def _notes() -> list[Note]:
    return [Note("Warning", text) for text in warnings().values()]


def _django_check(app_configs, **kwargs) -> list[checks.Warning]:
    return [checks.Warning(text, id=number) for number, text in warnings().items()]


def register() -> None:
    register_start_check(_notes)
    checks.register(_django_check, checks.Tags.security, deploy=True)
