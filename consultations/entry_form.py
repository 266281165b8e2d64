"""What staff write down while somebody calls or stands before them: the rules of the public form, in fewer fields."""

from django import forms

from consultations.consent_wordings import CONTACT, ORAL, USE
from consultations.error_heading import error_heading
from consultations.form_fields import EmailAddressField, LongWordsField, stripped
from consultations.forms import ADULT, MINOR, ConsultationForm
from consultations.models import ConsultationRequest
from consultations.models.consultation_request import LONGEST_STORY

Source = ConsultationRequest.Source
ContactBy = ConsultationRequest.ContactBy
# A sentence to ask for what is missing; staff are spoken to, not the patient.
LABELS = {
    "full_name": ("Full name", "As the caller says it. Up to 200 letters.", "Enter the name"),
    "phone": ("Phone number", "With + and the country code if it is not in the US. This or an email is enough.", ""),
    "contact_by": ("How may we contact the caller?", "", "Choose how we may contact the caller"),
    "best_time": ("Best time to reach the caller", "Up to 200 letters. Can stay blank.", ""),
    "language": ("Language the caller likes to speak", "Up to 100 letters. Can stay blank.", ""),
    "age": (
        "How old is the patient?",
        "For someone under 18 nothing is kept.",
        "Ask whether the patient is 18 or older",
    ),
    "operations_count": (
        "Nose operations so far",
        "A number. A guess is fine.",
        "Ask how many nose operations there were",
    ),
    "last_operation_year": ("Year of the last one", "Four digits. A guess is fine. Can stay blank.", ""),
    "concerns": ("Where does it bother the caller?", "Choose all that were named.", "Choose at least one"),
}
AGES = [(ADULT, "18 or older"), (MINOR, "Under 18")]


class EntryForm(ConsultationForm):
    """A call or a visit. Stores nothing itself: `intake.record_by_staff` does. Ask `is_for_minor` first."""

    topic = travelling_from = heard_from = None

    source = forms.ChoiceField(
        label="How did they come to us?",
        choices=[(Source.PHONE, Source.PHONE.label), (Source.VISIT, Source.VISIT.label)],
        initial=Source.PHONE,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose how they came to us"),
    )
    email = EmailAddressField(
        label="Email address",
        help_text="The confirmation with the link to the private page goes there. Without it no mail is sent.",
        called="the email address",
        limit=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"invalid": "Enter an email address like name@example.com"},
    )
    story = LongWordsField(
        label="What they said",
        help_text=f"As near to their words as you can. Up to {LONGEST_STORY:,} letters. Can stay blank.",
        called="this text",
        limit=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    consent_contact = forms.BooleanField(
        label=ORAL[CONTACT].text,
        error_messages={"required": "Ask whether we may contact the caller. Without a yes nothing can be kept."},
    )
    consent_use = forms.BooleanField(
        label=ORAL[USE].text,
        error_messages={"required": "Ask whether we may keep what was said. Without a yes nothing can be kept."},
    )

    field_order = ["source", *ConsultationForm.field_order]

    class Meta:
        model = ConsultationRequest
        fields = [
            *("full_name", "email", "phone", "contact_by", "best_time", "language"),
            *("operations_count", "last_operation_year", "concerns", "story"),
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for name, (label, help_text, missing) in LABELS.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            if missing:
                field.error_messages["required"] = missing
        self.fields["age"].choices = AGES
        self.fields["contact_by"].initial = ContactBy.PHONE
        for field in self.fields.values():  # a colleague's browser must not offer what belongs to the last caller
            if isinstance(field.widget, forms.TextInput | forms.Textarea):
                field.widget.attrs["autocomplete"] = "off"

    def clean(self):
        cleaned = super().clean()
        typed = {name: stripped(self.data.get(self.add_prefix(name), "")) for name in ("email", "phone")}
        if not typed["phone"]:
            self.errors.pop("phone", None)  # it speaks to patients
        if not any(typed.values()):
            self.add_error("phone", "Enter a phone number or an email address. One of both is enough.")
        elif not typed["phone"] and cleaned.get("contact_by") in {ContactBy.PHONE, ContactBy.TEXT}:
            self.add_error("phone", "Enter a phone number, or choose “Email” as the way to contact the caller")
        elif not typed["email"] and cleaned.get("contact_by") == ContactBy.EMAIL:
            self.add_error("email", "Enter an email address, or choose another way to contact the caller")
        return cleaned

    @property
    def parts(self) -> list[tuple[str, list]]:
        """The fields of each part of the screen, under its heading."""
        return [(title, [self[name] for name in names]) for title, names in PARTS.items()]

    @property
    def error_heading(self) -> str:
        return error_heading(len(self.errors))


PARTS = {
    "Who called or came": ["source", "full_name", "age"],
    "How we reach them": ["phone", "email", "contact_by", "best_time", "language"],
    "What it is about": ["operations_count", "last_operation_year", "concerns", "story"],
    "What they agreed to": ["consent_contact", "consent_use"],
}
