"""django-allauth's forms in our words."""

from allauth.account.forms import ChangePasswordForm, LoginForm

from practice_site.accounts.staff_forms import PASSWORD_RULES


class SignInForm(LoginForm):
    """Email address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_words(self, {"login": "Email address", "password": "Password"})
        self.fields["password"].help_text = ""  # the way to a new one stands below the button
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].widget.attrs["autofocus"] = True


class NewPasswordForm(ChangePasswordForm):
    """The password of now, and the new one, which can be shown instead of being typed twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _in_words(self, {"oldpassword": "Password now", "password1": "New password"})
        self.fields["oldpassword"].help_text = "The one you signed in with."
        self.fields["password1"].help_text = PASSWORD_RULES


def _in_words(form, labels: dict[str, str]) -> None:
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)
