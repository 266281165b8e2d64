"""Where no mail server is set, every mail lands in `DATA_DIR/mail/` as an .eml file that any mail program opens."""

import os
import re
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message to its own file, whole or not at all; the same Message-ID always lands in the same file."""

    def send_messages(self, email_messages) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for email in email_messages:
            message = email.message()
            name = re.sub(r"[^A-Za-z0-9-]+", "-", message["Message-ID"].split("@")[0].strip("<"))
            unfinished = folder / f".{name}.part"
            with unfinished.open("wb") as stream:
                stream.write(message.as_bytes())
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(folder / f"{name}.eml")
        return len(email_messages)
