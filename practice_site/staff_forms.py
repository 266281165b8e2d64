"""Forms about staff accounts."""

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, SetPasswordForm
from django.core.exceptions import ValidationError

from practice_site import roles
from practice_site.models import StaffAccount


class FirstAdministratorForm(BaseUserCreationForm):
    """Name, email and a password, typed twice."""

    class Meta:
        model = StaffAccount
        fields = ["full_name", "email"]
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "username"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["email"].widget.attrs["autofocus"]  # Django's; people begin with the name, above it

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def validate_password_for_user(self, user, *_):
        """Django complains beside the repetition; people look beside the password itself."""
        super().validate_password_for_user(user, "password1")


class ChoosePasswordForm(SetPasswordForm):
    """A new password, typed twice."""

    def validate_password_for_user(self, user, *_):
        """As for the first administrator, beside the password itself."""
        super().validate_password_for_user(user, "new_password1")


class StaffAccountForm(forms.ModelForm):
    """What an administrator decides about a colleague: never the password."""

    role = forms.ChoiceField(
        choices=roles.Role.choices,
        initial=roles.Role.COORDINATOR,
        help_text="Patient coordinators and surgeons see requests. Editors write pages and see no request. "
        "Administrators may do everything.",
    )

    class Meta:
        model = StaffAccount
        fields = ["full_name", "email", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["role"] = roles.role_of(self.instance)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self):
        data = super().clean()
        stays = data.get("role") == roles.Role.ADMINISTRATOR and data.get("is_active", True)
        if self.instance.pk and self.instance.is_superuser and not stays and not self._other_administrators().exists():
            raise ValidationError("This is the only administrator. Make someone else an administrator first.")
        return data

    def _other_administrators(self):
        return StaffAccount.objects.filter(is_superuser=True, is_active=True).exclude(pk=self.instance.pk)
