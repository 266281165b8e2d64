"""Reading and downloading one's own data, by a link of its own that is good once and for 15 minutes."""

import base64

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from consultations import data_access, own_data, own_data_file, photo_files
from consultations.encryption import CannotOpen
from consultations.private_link import Opens
from consultations.private_views.access import back, ended, sends, with_link
from consultations.report_letter import letters_of
from practice_site.response_headers import OWN_DATA


@sends
def send_link(http_request, link, token):
    data_access.send_link(link.request)
    return back(token, "data-link", "data")


def choose(http_request, link, token):
    """What the link opens: two buttons. Opening it changes nothing."""
    has_operations = link.request.operations.exists()
    context = {"token": token, "reference": link.request.reference, "link": link, "has_operations": has_operations}
    return render(http_request, "consultations/own_data/choose.html", context)


@with_link("POST", opens=Opens.DATA)
def read(http_request, link, token):
    if not data_access.use(link):
        return ended(http_request)
    context = {
        "reference": link.request.reference,
        "parts": own_data.sections_of(link.request, _small_picture),
        "left_out": own_data.left_out(),
    }
    response = render(http_request, "consultations/own_data/read.html", context)
    response.area = OWN_DATA
    return response


@with_link("POST", opens=Opens.DATA)
def download(http_request, link, token):
    if not data_access.use(link):
        return ended(http_request)
    response = StreamingHttpResponse(own_data_file.pieces_of(link.request), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{own_data_file.file_name(link.request)}"'
    return response


@with_link("POST", opens=Opens.DATA)
def letters(http_request, link, token):
    if not data_access.use(link):
        return ended(http_request)
    context = {"letters": letters_of(link.request), "today": timezone.localdate()}
    return render(http_request, "consultations/own_data/letters.html", context)


def _small_picture(photo) -> str:
    """A photo inside the page itself: no address leads to it."""
    try:
        content = photo_files.read(photo, "thumbnail")
    except CannotOpen:
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"
