"""The practice's own texts to begin an answer with: a list, and one screen to write each beside a sample of it."""

from django import forms
from django.contrib import admin

from consultations import mail_texts, reply_texts
from consultations.admin.mail_text_forms import LinesField
from consultations.models import ReplyTemplate


class ReplyTemplateForm(forms.ModelForm):
    """`reply_texts` says what is wrong with a text."""

    body = LinesField(
        label="Text",
        max_length=ReplyTemplate._meta.get_field("body").max_length,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="An empty line begins a new paragraph, a line that begins with - is an entry of a list. A paragraph "
        "goes as a whole when something it names is blank. The mail brings the link to the patient’s page by itself. "
        "No word about health: others may see a mail on a screen. Up to 5,000 letters.",
    )

    class Meta:
        model = ReplyTemplate
        fields = ["title", "body", "leads_to", "ordering"]

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        for sentence in reply_texts.problems(body):
            self.add_error("body", sentence)
        return body


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(admin.ModelAdmin):
    form = ReplyTemplateForm
    fields = ["title", "body", "leads_to", "ordering"]
    list_display = ["title", "after_sending", "ordering"]
    list_per_page = 50
    sortable_by = []
    actions = None
    show_full_result_count = False

    @admin.display(description="After sending")
    def after_sending(self, template):
        return template.get_leads_to_display()

    def render_change_form(self, request, context, **kwargs):
        text = context["original"]
        context |= {
            "placeholders": reply_texts.PLACEHOLDERS,
            "sample": reply_texts.sample_of(text.body) if text else "",
            "blanks": [name for name, value in mail_texts.values_of_the_practice().items() if not value],
        }
        return super().render_change_form(request, context, **kwargs)
