"""What a patient is asked. Every rule of the consultation form and every sentence it says stands here."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils import timezone

from consultations.consent_wordings import CONTACT, CURRENT, USE
from consultations.error_heading import error_heading
from consultations.form_fields import (
    EmailAddressField,
    LeaveEmptyField,
    LongWordsField,
    NumberField,
    OwnWordsField,
    PhoneField,
    TokenField,
)
from consultations.form_layout import ConcernMap, Part, Piece, SideBySide
from consultations.intake import ANSWER_FIELDS
from consultations.models import ConsultationRequest
from consultations.models.consultation_request import LONGEST_STORY

ADULT, MINOR = "adult", "minor"
AGES = [(ADULT, "I am 18 or older"), (MINOR, "I ask for someone under 18")]


def this_year() -> int:
    """The year it is at the practice, in New York."""
    return timezone.localdate(timezone=timezone.get_default_timezone()).year


class ConsultationForm(forms.ModelForm):
    """The first, short form. It stores nothing itself: `intake` does.

    Ask `is_for_minor` before anything else: such a form must not be validated, kept or stored. No field for people
    turns `autocomplete` off: browsers then forget what was typed when somebody comes back to the page.
    """

    use_required_attribute = False
    # As they stand on the page; the error summary names them in this order.
    field_order = [
        "full_name",
        "email",
        "phone",
        "contact_by",
        "best_time",
        "language",
        "age",
        "operations_count",
        "last_operation_year",
        "concerns",
        "story",
        "travelling_from",
        "heard_from",
        "consent_contact",
        "consent_use",
    ]

    full_name = OwnWordsField(
        label="Full name",
        called="your name",
        limit=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}),
        error_messages={"required": "Enter your name"},
    )
    email = EmailAddressField(
        label="Email address",
        help_text="We reply to this address.",
        called="your email address",
        limit=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address like name@example.com",
        },
    )
    phone = PhoneField(
        label="Phone number",
        help_text="Start with + and your country code if you live outside the US.",
        called="your phone number",
        limit=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    contact_by = forms.ChoiceField(
        label="How may we contact you?",
        choices=ConsultationRequest.ContactBy.choices,
        initial=ConsultationRequest.ContactBy.EMAIL,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose how we may contact you"),
    )
    best_time = OwnWordsField(
        label="Best time to reach you",
        called="the best time",
        limit=200,
        required=False,
    )
    language = OwnWordsField(
        label="Language you like to speak",
        called="the language",
        limit=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "language", "autocapitalize": "words", "spellcheck": "false"}),
    )
    age = forms.ChoiceField(
        label="How old is the patient?",
        choices=AGES,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose whether the patient is 18 or older"),
    )
    operations_count = NumberField(
        label="How many nose operations have you had?",
        help_text="A number is enough, for example 1.",
        smallest=0,
        largest=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many nose operations you have had",
            "invalid": "Enter the number of operations in digits, from {smallest} to {largest}",
        },
    )
    last_operation_year = NumberField(
        label="Year of the last one",
        help_text="If you do not remember, your best guess is fine.",
        smallest=1940,
        largest=this_year,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Enter the year with four digits, from {smallest} to {largest}"},
    )
    concerns = forms.MultipleChoiceField(
        label="Where does it bother you?",
        help_text="Choose all that are true for you. The front view is like a mirror: your left side is on the left.",
        choices=ConsultationRequest.Concern.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one. “I am not sure” is fine.",
            "invalid_choice": "Look at your choices again. One of them is no longer in the list.",
            "invalid_list": "Choose at least one. “I am not sure” is fine.",
        },
    )
    story = LongWordsField(
        label="What would you like us to know?",
        help_text=f"You can write in any language. Short is fine; there is room for {LONGEST_STORY:,} characters.",
        called="your text",
        limit=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    travelling_from = OwnWordsField(
        label="Coming from outside New York?",
        help_text="Tell us the city or the country.",
        called="this place",
        limit=200,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "words"}),
    )
    heard_from = OwnWordsField(
        label="How did you hear of us?",
        help_text="A friend, a doctor, a search.",
        called="this answer",
        limit=200,
        required=False,
    )
    consent_contact = forms.BooleanField(
        label=CURRENT[CONTACT].text, error_messages={"required": "Tick the box so that we may answer you"}
    )
    consent_use = forms.BooleanField(
        label=CURRENT[USE].text, error_messages={"required": "Tick the box so that we may use your answers"}
    )
    topic = LeaveEmptyField(label="Leave this empty", required=False)
    form_token = TokenField(required=False)

    class Meta:
        model = ConsultationRequest
        fields = ANSWER_FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.required and not field.widget.use_fieldset:
                field.widget.attrs["aria-required"] = "true"

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(
            Part(
                "About you",
                "Part 1 of 5",
                "full_name",
                "email",
                "phone",
                "contact_by",
                SideBySide("best_time", "language"),
                "age",
            ),
            Part(
                "Earlier surgery",
                "Part 2 of 5",
                Field("operations_count", wrapper_class="field--number"),
                Field("last_operation_year", wrapper_class="field--number"),
            ),
            ConcernMap("concerns", "Where does it bother you?", "Part 3 of 5"),
            Part("In your own words", "Part 4 of 5", "story", SideBySide("travelling_from", "heard_from")),
            Part(
                "Before you send",
                "Part 5 of 5",
                Piece("consultations/privacy_line.html"),
                "consent_contact",
                "consent_use",
                Piece("consultations/send_button.html"),
            ),
            Field("topic", template="practice_forms/leave_empty.html"),
            "form_token",
        )
        return helper

    @property
    def is_for_minor(self) -> bool:
        """True when the sender asks for someone under 18. Reads the one answer only and validates nothing."""
        return self.is_bound and self.data.get(self.add_prefix("age")) == MINOR

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if self.is_for_minor:
            self.add_error("age", "Please ask a parent or guardian to call or write to us")
        wants_phone = cleaned.get("contact_by") in {
            ConsultationRequest.ContactBy.PHONE,
            ConsultationRequest.ContactBy.TEXT,
        }
        if wants_phone and "phone" in cleaned and not cleaned["phone"]:
            self.add_error("phone", "Enter a phone number, or choose “Email” as the way to contact you")
        return cleaned

    @property
    def error_heading(self) -> str:
        return error_heading(len(self.errors))
