"""The answer to what was sent."""

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """303: go on with GET, so that neither reload nor back sends the form again."""

    status_code = 303
