"""The site starts only with every key that something may be encrypted with."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from consultations import key_ring
from consultations.models import KeyInUse
from practice_site.health import register_check
from practice_site.start_checks import Note, register_start_check

MADE = "{file} was made. It alone opens what patients send: back it up, apart from the data."


def check() -> list[Note]:
    """Make the ring of a new site, and note its newest key. Returns what whoever starts the site should know.

    Raises `ImproperlyConfigured` when a key in use is missing or is another one by the same name.
    """
    is_new = not KeyInUse.objects.exists() and key_ring.create_if_missing()
    if problem := missing_keys():
        raise ImproperlyConfigured(problem)
    note(key_ring.ring().newest)
    return [Note("Keys", MADE.format(file=settings.ENCRYPTION_KEYS_FILE))] if is_new else []


def note(key: key_ring.Key) -> None:
    """Remember that values may be encrypted with `key` from now on."""
    KeyInUse.objects.get_or_create(key_id=key.id, defaults={"fingerprint": key.fingerprint})


def missing_keys() -> str | None:
    """A sentence that names the keys in use which the ring lacks, or None. Raises as `key_ring.ring` does."""
    ring = key_ring.ring()
    missing = [
        entry.key_id
        for entry in KeyInUse.objects.all()
        if (key := ring.find(entry.key_id)) is None or key.fingerprint != entry.fingerprint
    ]
    if not missing:
        return None
    return (
        f"The key ring {settings.ENCRYPTION_KEYS_FILE} lacks {', '.join(missing)}, and what patients sent is encrypted "
        "with it. Bring back the key ring that belongs to this database."
    )


def _health() -> str | None:
    try:
        return missing_keys()
    except ImproperlyConfigured:
        return "The key ring cannot be read."


def register() -> None:
    register_start_check(check)
    register_check("keys", _health)
