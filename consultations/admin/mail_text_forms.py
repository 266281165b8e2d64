"""The form in which staff write the words of a mail; `mail_texts` says what is wrong with them."""

from django import forms

from consultations import mail_texts
from consultations.form_fields import with_plain_line_ends
from consultations.mail_words import Words
from consultations.models import MailText


class LinesField(forms.CharField):
    """Text in which a line end counts once, as it does in the browser."""

    def to_python(self, value):
        return super().to_python(with_plain_line_ends(str(value or "")))


class MailTextForm(forms.ModelForm):
    """Shows our words where there are no others. Words that are ours again, or blank, are kept as blank."""

    subject = forms.CharField(
        label="Subject",
        required=False,
        max_length=MailText._meta.get_field("subject").max_length,
        help_text="One line, up to 120 letters. It can be read on a locked phone. Left blank, our words are used.",
    )
    body = LinesField(
        label="Text",
        required=False,
        max_length=MailText._meta.get_field("body").max_length,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="An empty line begins a new paragraph. A line that begins with # is a heading, with - an entry of a "
        "list. A paragraph goes as a whole when something it names is blank, for example {phone} while you have given "
        "no phone number. Up to 5,000 letters. Left blank, our words are used.",
    )

    class Meta:
        model = MailText
        fields = ["subject", "body"]

    def __init__(self, *args, instance, initial=None, **kwargs):
        ours = mail_texts.ours(instance.kind)
        shown = {"subject": instance.subject or ours.subject, "body": instance.body or ours.body}
        super().__init__(*args, instance=instance, initial=shown | (initial or {}), **kwargs)

    def clean(self):
        typed, ours = super().clean(), mail_texts.ours(self.instance.kind)
        words = Words(typed.get("subject") or ours.subject, typed.get("body") or ours.body)
        for field, sentences in mail_texts.problems(self.instance.kind, words).items():
            for sentence in sentences:
                self.add_error(field, sentence)
        for field, same in (("subject", ours.subject), ("body", ours.body)):
            if self.cleaned_data.get(field) == same:
                self.cleaned_data[field] = ""
        return self.cleaned_data
