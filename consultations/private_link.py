"""Links to the private page: signed, known to the database by a digest only, and never valid for long.

A link that is used (something is sent by it) stays good for 30 more days and ends the older ones. Opening it changes
nothing: programs that look through mail open links, too.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from consultations.models import ConsultationRequest, PrivateLink

Opens = PrivateLink.Opens
LASTS = {Opens.PAGE: timedelta(days=30), Opens.DATA: timedelta(minutes=15)}
SECRET_BYTES = 24
_signer = signing.Signer(salt="consultations.private_link", sep=".")


def issue(request: ConsultationRequest, opens: str = Opens.PAGE) -> str:
    """Make a new link and return its full address, the only place where its token stands."""
    token = _signer.sign(secrets.token_urlsafe(SECRET_BYTES))
    PrivateLink.objects.create(
        request=request, token_digest=_digest(token), opens=opens, expires_at=timezone.now() + LASTS[opens]
    )
    return settings.SITE_URL + reverse("private:page", args=[token])


def find(token: str) -> PrivateLink | None:
    """The link that a token stands for, with its request; None when it is forged, over or ended. One query."""
    try:
        _signer.unsign(token)
    except signing.BadSignature:
        return None
    standing = PrivateLink.objects.filter(token_digest=_digest(token), expires_at__gt=timezone.now())
    return standing.select_related("request").first()


def keep(link: PrivateLink) -> None:
    """The link was used: it lasts anew, and older ones that open the same end."""
    link.expires_at = timezone.now() + LASTS[link.opens]
    link.save(update_fields=["expires_at"])
    PrivateLink.objects.filter(request=link.request_id, opens=link.opens, pk__lt=link.pk).delete()


def use_up(link: PrivateLink) -> bool:
    """End a link that is good for one use. False when somebody else just used it."""
    count, _ = PrivateLink.objects.filter(pk=link.pk).delete()
    return count == 1


def delete_expired() -> int:
    """Rows of links that are over. Returns how many went."""
    count, _ = PrivateLink.objects.filter(expires_at__lte=timezone.now()).delete()
    return count


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
