"""A script is named together with the hash of its file: a browser runs that file and no other."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def module(name: str) -> SafeString:
    """The element that runs a script of ours, by its path below `static/`."""
    if settings.DEBUG:  # while it is being written, its hash changes with every save
        return format_html('<script type="module" src="{}"></script>', static(name))
    integrity = _integrity(staticfiles_storage.stored_name(name))
    return format_html('<script type="module" src="{}" integrity="{}"></script>', static(name), integrity)


@lru_cache(maxsize=256)
def _integrity(stored: str) -> str:
    """The hash as Subresource Integrity writes it (w3.org/TR/SRI). `stored` changes whenever the file does."""
    digest = hashlib.sha384(Path(staticfiles_storage.path(stored)).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
