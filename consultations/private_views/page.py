"""The page itself, and the wish to keep its link."""

from consultations import private_page
from consultations.private_link import Opens
from consultations.private_views import own_data
from consultations.private_views.access import READING, back, sends, with_link


@with_link(*READING, opens=None)
def page(http_request, link, token):
    if link.opens == Opens.DATA:
        return own_data.choose(http_request, link, token)
    return private_page.draw(http_request, link, token)


@sends
def keep(http_request, link, token):
    """Nothing but the use itself: it makes the link last anew."""
    return back(token, "kept")
