"""django-allauth's forms in our words."""

from allauth.account.forms import ChangePasswordForm, LoginForm


class SignInForm(LoginForm):
    """Email address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_words(self, {"login": "Email address", "password": "Password"})
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].widget.attrs["autofocus"] = True


class NewPasswordForm(ChangePasswordForm):
    """The password of now, and the new one twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = {"oldpassword": "Password now", "password1": "New password", "password2": "New password, once more"}
        _in_words(self, words)


def _in_words(form, labels: dict[str, str]) -> None:
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)
