"""The form for a new link."""

from django import forms

from consultations.form_fields import EmailAddressField, OwnWordsField
from consultations.private_form import PrivateForm


class NewLinkForm(PrivateForm):
    """Reference and email, as they were sent to us and by us."""

    reference = OwnWordsField(
        label="Your reference",
        help_text="Eight letters and numbers, for example K7RM-2QXD. It stands in our mails.",
        called="your reference",
        limit=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", "aria-required": "true"}),
        error_messages={"required": "Enter your reference"},
    )
    email = EmailAddressField(
        label="Email address",
        help_text="The one that you gave us. We send the link there.",
        called="your email address",
        limit=254,
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "email",
                "inputmode": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
                "aria-required": "true",
            }
        ),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address like name@example.com",
        },
    )
