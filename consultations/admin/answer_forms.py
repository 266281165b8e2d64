"""The forms by which staff answer a patient. Nothing that a patient or staff typed is ever part of an address."""

from django import forms

from consultations import answering, reply_texts
from consultations.admin.mail_text_forms import LinesField
from consultations.models import ConsultationRequest, ReplyTemplate

LONGEST_ANSWER = 5000


class ChooseTextForm(forms.Form):
    """Which reply template to begin with; it travels in the address."""

    template = forms.ModelChoiceField(
        ReplyTemplate.objects.all(),
        label="Begin with",
        empty_label="An empty page",
        required=False,
        help_text="It takes the place of what is written below.",
    )

    @property
    def chosen(self) -> ReplyTemplate | None:
        return self.cleaned_data.get("template") if self.is_valid() else None


class WayField(forms.ChoiceField):
    """Shows what can follow now, and takes whatever could follow once: `answering` says what stood in the way."""

    widget = forms.RadioSelect

    def valid_value(self, value) -> bool:
        return value in ReplyTemplate.LeadsTo.values


class AfterwardsForm(forms.Form):
    """What follows the answer, and the last change of the request that was on the screen."""

    meanwhile: list = []

    then = WayField(label="After sending", error_messages={"required": "Choose what happens with the request."})
    seen = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, request: ConsultationRequest, data=None, *, initial=None, **options):
        self.request, ways = request, answering.ways_on(request)
        first = {"then": ways[0][0], "seen": answering.last_change(request)}
        super().__init__(data, initial=first | (initial or {}), **options)
        self.fields["then"].choices = ways
        if self.initial["then"] not in dict(ways):
            self.initial["then"] = ways[0][0]

    def refuse(self, refusal: Exception) -> None:
        """Say what stood in the way. What is on the screen from now on is the request as it stands now."""
        self.meanwhile = getattr(refusal, "events", [])
        if not self.meanwhile:
            self.add_error(None, str(refusal))
        fresh = AfterwardsForm(ConsultationRequest.objects.get(pk=self.request.pk))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = fresh.initial["seen"]
        self.fields["then"].choices = fresh.fields["then"].choices
        if self.data.get(self.add_prefix("then")) not in dict(fresh.fields["then"].choices):
            self.data[self.add_prefix("then")] = fresh.initial["then"]


class AnswerForm(AfterwardsForm):
    """The answer. Words about health are named, and go out only when they were ticked, these very words."""

    health: list[str] = []

    field_order = ["answer", "then"]
    answer = LinesField(
        label="Your answer",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Begin with a greeting. The mail puts a heading above it, and below it the link to the patient’s own "
        "page, how to reach you, and the name of the practice. An empty line begins a new paragraph, a line that "
        "begins with - is an entry of a list. Up to 5,000 letters.",
        error_messages={"required": "Write an answer first."},
    )
    all_the_same = forms.CharField(required=False)

    def __init__(self, request, data=None, *, template: ReplyTemplate | None = None, is_sent: bool = False):
        self.is_sent = is_sent
        begun = {}
        if template:
            begun = {"answer": reply_texts.filled_for(template.body, request), "then": template.leads_to}
        super().__init__(request, data, initial=begun)

    @property
    def to_tick(self) -> str:
        return ", ".join(self.health)

    def clean_answer(self) -> str:
        answer = self.cleaned_data["answer"]
        for sentence in reply_texts.problems_of_answer(answer):
            self.add_error("answer", sentence)
        return answer

    def clean(self):
        cleaned = super().clean()
        self.health = reply_texts.words_about_health(cleaned.get("answer") or "", self.request)
        if self.is_sent and self.health and cleaned.get("all_the_same") != self.to_tick:
            self.add_error("all_the_same", "Please look at these words before you send it.")
        return cleaned


class CallForm(AfterwardsForm):
    """That the patient was called, and what colleagues should know of it."""

    field_order = ["note", "then"]
    note = LinesField(
        label="What was said",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A note for colleagues. Only staff see it, and it is never part of a mail. Up to 5,000 letters.",
        error_messages={"required": "Write a few words for your colleagues."},
    )

    def __init__(self, request, data=None):
        super().__init__(request, data, prefix="call")
        self.fields["then"].label = "After the call"
