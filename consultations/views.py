"""The form, and the two pages it can lead to."""

from django.conf import settings
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultations import intake, limits, private_link, reply_promise, spam_signs
from consultations.forms import ConsultationForm
from consultations.see_other import SeeOther
from practice_site import client_address, frame
from practice_site.errors import WORDS

REFERENCE_COOKIE = f"{settings.ONE_PATH}request_reference"
LINK_COOKIE = f"{settings.ONE_PATH}request_link"
LINK_IS_OFFERED = 600  # seconds
RECEIVED_PATH = "/consultation/received/"
PRIVACY_PATH = "/privacy-notice/"
TOO_QUICK = "That was very quick. Please look at your answers once more, then send."
TOO_MANY = f"{WORDS[429].text} What you typed is still here."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_request(request):
    if request.method != "POST":
        token = intake.new_form_token(intake.source_path_of(request))
        return _draw(request, ConsultationForm(initial={"form_token": token}))
    form = ConsultationForm(request.POST)
    if form.is_for_minor:
        return SeeOther(reverse("consultations:under_age"))
    if not form.is_valid():
        return _draw(request, form)
    token = intake.read_form_token(form.cleaned_data["form_token"])
    if token and token.is_too_young:
        return _draw(request, form, notice=TOO_QUICK)
    return _take(request, form)


@transaction.atomic
def _take(request, form):
    """Store a valid form. What looks like spam is stored as well, and its sender sees what everybody sees.

    All in one transaction: its sender waits for other writers once only, and a send that failed was not counted.
    """
    address = client_address.of_request(request)
    sent = limits.count(limits.FROM_ADDRESS, address)
    if limits.is_flood(limits.FROM_ADDRESS, sent):
        response = _draw(request, form, notice=TOO_MANY, status=429)
        response["Retry-After"] = str(limits.seconds_left())
        return response
    answers = form.cleaned_data
    signs = spam_signs.signs_in(answers, address=address, sent_from_there=sent)
    return _received(intake.record_request(answers, answers["form_token"], signs))


def _received(stored):
    """Go on to the received page. What it shows travels in cookies that only this browser holds and we have signed."""
    response = SeeOther(reverse("consultations:received"))
    kept = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_signed_cookie(REFERENCE_COOKIE, stored.reference, path="/consultation/", **kept)
    link = private_link.issue(stored)
    response.set_signed_cookie(LINK_COOKIE, link, path=RECEIVED_PATH, max_age=LINK_IS_OFFERED, **kept)
    return response


def _show_again(request):
    """The page was open for too long: the form comes back as it was typed, with a new token."""
    form = ConsultationForm(request.POST)
    if form.is_for_minor:
        return SeeOther(reverse("consultations:under_age"))
    return _draw(request, form, session_expired=True, status=403)


consultation_request.csrf_refused = _show_again


@never_cache
@require_safe
def received(request):
    reference = request.get_signed_cookie(REFERENCE_COOKIE, default=None)
    if reference is None:
        return SeeOther(reverse("consultations:request"))
    link = request.get_signed_cookie(LINK_COOKIE, default="", max_age=LINK_IS_OFFERED)
    context = {"reference": reference, "private_link": link, "promise": reply_promise.in_words()}
    response = render(request, "consultations/received.html", context)
    response.delete_cookie(LINK_COOKIE, path=RECEIVED_PATH)
    return response


@never_cache
@require_safe
def under_age(request):
    return render(request, "consultations/under_age.html")


def _draw(request, form, *, notice: str = "", session_expired: bool = False, status: int = 200):
    links = frame.of(request).links
    privacy_url = next((link.url for link in links if link.url == PRIVACY_PATH), "")
    context = {"form": form, "notice": notice, "session_expired": session_expired, "privacy_url": privacy_url}
    context["promise"] = reply_promise.in_words()
    return render(request, "consultations/request.html", context, status=status)
