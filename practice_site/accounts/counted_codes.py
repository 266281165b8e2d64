"""For django-allauth's forms that ask for a code: each code counts once, and so many wrong ones are enough."""

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from practice_site.accounts import one_time_codes, sign_in_limits
from practice_site.accounts.sign_in_watch import in_words

TOO_MANY = "There were too many wrong codes. Wait {how_long}, then try again. A passkey works at any time."
SIGNED_OUT = "Those were five wrong codes, so you were signed out. Please sign in again."


class CountedCode:
    """Before one of allauth's forms with a `code`. Whoever has used up the tries of a session begins anew."""

    def clean_code(self) -> str:
        session, code = context.request.session, self.cleaned_data["code"]
        if waits := sign_in_limits.begin_code(self.user, session.session_key):
            raise ValidationError(TOO_MANY.format(how_long=in_words(waits)))
        authenticator = one_time_codes.use(self.user, code)
        if authenticator is None:
            self._refuse(session.session_key)
        sign_in_limits.code_was_right(self.user, session.session_key)
        self.authenticator = authenticator
        return code

    def _refuse(self, session_key: str) -> None:
        held = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        if main := held.order_by("-type").first():
            self._emit_authentication_failed(main)
        if sign_in_limits.is_session_over(session_key):
            logout(context.request)
            messages.warning(context.request, SIGNED_OUT)
            raise ImmediateHttpResponse(redirect("account_login"))
        raise get_adapter().validation_error("incorrect_code")
