"""Taking a consent back, and giving it again."""

from django.http import Http404

from consultations import consents
from consultations.consent_wordings import REMINDERS
from consultations.private_views.access import back, sends
from consultations.taking_back import CAN_BE_GIVEN_AGAIN, EFFECTS, is_erased_later, take_back


@sends
def withdraw(http_request, link, token, purpose):
    if purpose not in EFFECTS:
        raise Http404
    take_back(link.request, purpose)
    is_later = is_erased_later(link.request, purpose)
    return back(token, "taken-back-later" if is_later else f"{purpose}-taken-back", "agreed")


@sends
def agree(http_request, link, token, purpose):
    if purpose not in CAN_BE_GIVEN_AGAIN:
        raise Http404
    consents.give(link.request, purpose)
    return back(token, "agreed", "agreed" if purpose == REMINDERS else "photos")
