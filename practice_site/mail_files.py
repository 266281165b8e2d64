"""Where no mail server is set, every mail lands in `DATA_DIR/mail/` as an .eml file that any mail program opens."""

import os
import re
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message to its own file, whole or not at all; the same Message-ID always lands in the same file."""

    def send_messages(self, email_messages) -> int:
        folder = mail_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for email in email_messages:
            message = email.message()
            name = _file_name(message["Message-ID"].split("@")[0].strip("<"))
            unfinished = folder / f".{name}.part"
            with unfinished.open("wb") as stream:
                stream.write(message.as_bytes())
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(folder / f"{name}.eml")
        return len(email_messages)


def mail_folder() -> Path:
    """Also where a mail server is set by now: files from before may lie there."""
    return Path(settings.EMAIL_FILE_PATH or settings.DATA_DIR / "mail")


def forget(reference: str) -> int:
    """Delete every file, finished or not, whose Message-ID begins with `reference` and a hyphen. Returns how many.

    Raises `ValueError` for a reference that could stand for more than itself.
    """
    if not re.fullmatch(r"[A-Za-z0-9-]+", reference):
        raise ValueError("This is not a reference.")
    names = (f"{reference}-", f".{reference}-")
    files = [file for file in mail_folder().glob("*") if file.name.startswith(names)]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _file_name(message_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", message_id)
