"""Forms about staff accounts."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models

from practice_site.accounts import address_change, roles
from practice_site.models import StaffAccount

PASSWORD_RULES = (
    "At least 12 characters. Several words that have nothing to do with each other are good, and easy to keep in mind. "
    "You can paste one from a password manager."
)


class NewPasswordField(forms.CharField):
    """A new password, typed or pasted once: whoever wants to be sure has it shown."""

    def __init__(self, **options):
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"})
        given = {"label": "New password", "strip": False, "max_length": 4096, "help_text": PASSWORD_RULES}
        super().__init__(**given | {"widget": widget} | options)


class FirstAdministratorForm(forms.ModelForm):
    """Name, email and a password."""

    password = NewPasswordField(label="Password")

    class Meta:
        model = StaffAccount
        fields = ["full_name", "email"]
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "username"}),
        }

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def _post_clean(self):
        """Only now the account knows the name and the address that the password must not repeat."""
        super()._post_clean()
        if password := self.cleaned_data.get("password"):
            try:
                validate_password(password, self.instance)
            except ValidationError as refusal:
                self.add_error("password", refusal)

    def save(self, commit=True) -> StaffAccount:
        self.instance.set_password(self.cleaned_data["password"])
        return super().save(commit)


class ForgottenPasswordForm(forms.Form):
    """To which address a link for a new password is to go."""

    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="The one you sign in with.",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class ChoosePasswordForm(forms.Form):
    """A new password for an account."""

    password = NewPasswordField()

    def __init__(self, account: StaffAccount, data=None):
        super().__init__(data)
        self.account = account

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.account)
        return self.cleaned_data["password"]


class NewAddressForm(forms.Form):
    """The address that someone wants to sign in with from now on."""

    email = forms.EmailField(
        label="New email address",
        max_length=254,
        help_text="We mail a link to it. You sign in with it once you have opened the link.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, account: StaffAccount, data=None):
        super().__init__(data)
        self.account = account

    def clean_email(self) -> str:
        address = self.cleaned_data["email"].strip().lower()
        if address == self.account.email:
            raise ValidationError("This is the address you have now. Please give the new one.")
        if address_change.is_taken(address, self.account):
            raise ValidationError("Someone already has an account with this email address. Please give another one.")
        return address


class LinkBy(models.TextChoices):
    MAIL = "mail", "By mail"
    HAND = "hand", "Show it to me, I pass it on"


class StaffAccountForm(forms.ModelForm):
    """What an administrator decides about a colleague: never the password."""

    role = forms.ChoiceField(
        choices=roles.Role.choices,
        initial=roles.Role.COORDINATOR,
        help_text="Patient coordinators and surgeons see requests. Editors write pages and see no request; "
        "publishers also put them on the site. "
        "Administrators may do everything.",
    )
    link = forms.ChoiceField(
        label="Link for choosing a password",
        choices=LinkBy.choices,
        initial=LinkBy.MAIL,
        required=False,
        help_text="A mail is the usual way. Pass the link on yourself if mail does not reach your colleague yet.",
    )

    class Meta:
        model = StaffAccount
        fields = ["full_name", "email", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["role"] = roles.role_of(self.instance)
            del self.fields["link"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self):
        data = super().clean()
        stays = data.get("role") == roles.Role.ADMINISTRATOR and data.get("is_active", True)
        if self.instance.pk and not stays and roles.must_stay(self.instance):
            raise ValidationError(roles.ONLY_ADMINISTRATOR)
        return data
