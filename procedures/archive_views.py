"""Old addresses of style sheets, scripts, fonts and pictures, so that an archived page looks as it did.

While a file lies on the disk, WhiteNoise or `views.picture_file` answers. Afterwards the archive does: static files to
everybody (a reader may have an older page open), pictures to staff only, for one that was taken off the site, because
a patient said so perhaps, must not be seen by the public again.
"""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from whitenoise.media_types import MediaTypes

from procedures import archive_store, views
from procedures.models import ArchivedFile

media_types = MediaTypes()


@require_safe
def static_file(request, name):
    """A static file that the site does not have any more."""
    return _archived(request.path_info, "public")


@require_safe
def picture_file(request, name):
    """A picture from the disk, or for staff from the archive."""
    try:
        return views.picture_file(request, name)
    except Http404:
        if not request.user.has_perm("procedures.view_archiverecord"):
            raise
        return _archived(request.path_info, "private")


def _archived(address: str, audience: str) -> HttpResponse:
    file = ArchivedFile.objects.filter(address=address).order_by("-pk").first()
    try:
        content = archive_store.get(file.digest) if file else None
    except (FileNotFoundError, archive_store.Damaged):
        content = None
    if content is None:
        raise Http404
    headers = {"Cache-Control": f"{audience}, max-age=31536000, immutable"}
    return HttpResponse(content, content_type=_type_of(address), headers=headers)


def _type_of(address: str) -> str:
    """As WhiteNoise says it."""
    kind = media_types.get_type(address)
    return f'{kind}; charset="utf-8"' if kind.startswith("text/") else kind
