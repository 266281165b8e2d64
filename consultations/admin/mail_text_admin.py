"""The words of the mails in the admin: all of them at a glance, and one screen to read, change and see each."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from consultations import mail_texts
from consultations.admin.mail_preview import preview_of
from consultations.admin.mail_text_forms import MailTextForm
from consultations.mail_words import Words
from consultations.models import MailText, OutboxMessage
from practice_site.response_headers import FRAMED_FOR_STAFF

Kind = OutboxMessage.Kind


@admin.register(MailText)
class MailTextAdmin(admin.ModelAdmin):
    """A text is known by its kind. It has a row only once staff gave it words of their own."""

    form = MailTextForm
    fields = ["subject", "body"]

    def get_urls(self):
        preview = self.admin_site.admin_view(require_safe(self.preview_view))
        return [path("<str:kind>/preview/", preview, name="consultations_mailtext_preview"), *super().get_urls()]

    def get_object(self, request, object_id, from_field=None):
        if object_id not in Kind.values:
            return super().get_object(request, object_id, from_field)
        return MailText.objects.filter(kind=object_id).first() or MailText(kind=object_id)

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        stored = {text.kind: text for text in MailText.objects.all()}
        entries = [_entry(stored.get(kind) or MailText(kind=kind)) for kind in Kind.values]
        groups = [
            ("To the person who wrote to us", [entry for entry in entries if not entry["for_staff"]]),
            ("To staff", [entry for entry in entries if entry["for_staff"]]),
        ]
        context = self.admin_site.each_context(request) | {"title": "Mail texts", "opts": self.opts, "groups": groups}
        return TemplateResponse(request, "admin/consultations/mailtext/change_list.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method == "POST" and "_ours" in request.POST:
            return self._back_to_ours(request, self.get_object(request, object_id))
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, **kwargs):
        text = context["original"]
        sent = preview_of(text.kind, sample(text))
        context |= _entry(text) | {
            "title": text,
            "placeholders": mail_texts.allowed(text.kind),
            "needed": mail_texts.required(text.kind),
            "sent_subject": sent.subject,
            "sent_text": sent.text,
            "ours": mail_texts.ours(text.kind),
            "blanks": [name for name, value in mail_texts.values_of_the_practice().items() if not value],
        }
        return super().render_change_form(request, context, **kwargs)

    def preview_view(self, request, kind: str):
        """The mail as HTML, with samples for its placeholders, as it was last saved."""
        if kind not in Kind.values:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        seen = preview_of(kind, sample(self.get_object(request, kind)))
        request.inline_style_hash = seen.style_hash
        response = HttpResponse(seen.html)
        response.area = FRAMED_FOR_STAFF
        return response

    def save_model(self, request, obj, form, change):
        words = {"subject": obj.subject, "body": obj.body}
        obj.pk = MailText.objects.update_or_create(kind=obj.kind, defaults=words)[0].pk

    def response_change(self, request, obj):
        self.message_user(request, "The words were saved. Mails from now on are written with them.", messages.SUCCESS)
        return HttpResponseRedirect(_screen_of(obj))

    def _back_to_ours(self, request, text):
        if text is None or not self.has_change_permission(request, text):
            raise PermissionDenied
        text.subject = text.body = ""
        self.save_model(request, text, None, True)
        self.log_change(request, text, "Back to the words that come with the site.")
        self.message_user(request, "Our words are used again.", messages.SUCCESS)
        return HttpResponseRedirect(_screen_of(text))


def sample(text: MailText) -> Words:
    """The words in use, with samples in place of what a request would say."""
    words, values = mail_texts.in_use(text.kind, text), mail_texts.values_of_the_practice()
    values |= {entry.name: entry.sample for entry in mail_texts.allowed(text.kind) if entry.sample}
    values["link"] = mail_texts.LINK
    return Words(mail_texts.filled(words.subject, values), mail_texts.filled(words.body, values))


def _entry(text: MailText) -> dict:
    return {
        "text": text,
        "subject": text.subject or mail_texts.ours(text.kind).subject,
        "body": text.body or mail_texts.ours(text.kind).body,
        "is_own": bool(text.subject or text.body),
        "for_staff": text.kind in mail_texts.STAFF_KINDS,
        "url": _screen_of(text),
    }


def _screen_of(text: MailText) -> str:
    return reverse("admin:consultations_mailtext_change", args=[text.kind])
