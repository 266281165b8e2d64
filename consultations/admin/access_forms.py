"""What the access log is looked through by: a person, an act, days, and one request."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError

from consultations import key_ring
from consultations.models import AccessRecord, ConsultationRequest, Tombstone
from consultations.reference import as_typed
from practice_site.local_time import start_of
from practice_site.models import StaffAccount

ACTS = [("", "Anything"), *AccessRecord.Act.choices]


class AccessFilterForm(forms.Form):
    """Typed on the screen; a reference becomes the number of its request, also of one that was erased."""

    who = forms.ChoiceField(label="Who", required=False, help_text="Colleagues who have left are listed, too.")
    act = forms.ChoiceField(
        label="What",
        required=False,
        choices=[("", "Anything"), *AccessRecord.Act.choices],
        help_text="One kind of act.",
    )
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="The first day."
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="The last day."
    )
    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Also of a request that was erased.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = StaffAccount.objects.values_list("pk", "full_name", "email")
        self.fields["who"].choices = [("", "Anyone"), *((str(pk), name or email) for pk, name, email in people)]

    def clean_reference(self) -> str:
        typed = as_typed(self.cleaned_data["reference"])
        self.about = number_of(typed) if typed else None
        if typed and self.about is None:
            raise ValidationError("There is no request with this reference, and none was erased.")
        return typed

    def clean(self):
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first one.")
        return data

    def as_address(self) -> dict[str, str]:
        """What stands in the address of the list: words of ours, days and numbers."""
        data = self.cleaned_data
        given = {name: data[name] for name in ("who", "act", "since", "until")} | {"about": self.about}
        return {name: str(value) for name, value in given.items() if value}


class AccessAddress(forms.Form):
    """The same as the address of the list gives it back."""

    who = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    act = forms.ChoiceField(required=False, choices=ACTS)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    about = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def narrowed(self, records):
        """The records that fit; none for an address that is not ours."""
        if not self.is_valid():
            return records.none()
        data = self.cleaned_data
        fields = {"actor_number": data["who"], "act": data["act"], "request_number": data["about"]}
        found = records.filter(**{name: value for name, value in fields.items() if value})
        until = data["until"] and start_of(data["until"] + timedelta(days=1))
        return found.between(data["since"] and start_of(data["since"]), until)


def number_of(reference: str) -> int | None:
    """The number of the request with a reference, whether it is still there or was erased."""
    found = ConsultationRequest.objects.filter(reference=reference).values_list("pk", flat=True).first()
    if found:
        return found
    digest = key_ring.ring().digest("tombstone", reference)
    return Tombstone.objects.filter(reference_digest=digest).values_list("request_number", flat=True).first()
