"""For django-allauth's forms that ask for a code: each code counts once, and few wrong ones of an account are free."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from practice_site.accounts import one_time_codes, sign_in_limits
from practice_site.accounts.sign_in_watch import in_words

TOO_MANY = "There were too many wrong codes. Wait {how_long}, then try again. A passkey works at any time."


class CountedCode:
    """Before one of allauth's forms with a `code`. How many tries a session has is counted by the view."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if waits := sign_in_limits.begin_code(self.user):
            raise ValidationError(TOO_MANY.format(how_long=in_words(waits)))
        self.authenticator = one_time_codes.use(self.user, code)
        if self.authenticator is None:
            self._refuse()
        sign_in_limits.code_was_right(self.user)
        return code

    def _refuse(self) -> None:
        held = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        if main := held.order_by("-type").first():
            self._emit_authentication_failed(main)
        raise get_adapter().validation_error("incorrect_code")
