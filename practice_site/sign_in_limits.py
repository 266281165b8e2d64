"""What django-axes counts failed sign-ins by: a digest of the name that was typed, for people type passwords there."""

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

NAMES = ("username", "email", "login")  # under which the libraries pass on what was typed


def typed_name(credentials: dict | None) -> str:
    """The name as it was typed; it is stored and written nowhere."""
    return next((credentials[name] for name in NAMES if credentials.get(name)), "").strip() if credentials else ""


def counted_name(request: HttpRequest, credentials: dict | None = None) -> str:
    """A keyed digest of the name, the same for small and large letters."""
    typed = typed_name(credentials) or typed_name(request.POST)
    return salted_hmac("practice_site.sign_in_limits", typed.lower(), algorithm="sha256").hexdigest()
