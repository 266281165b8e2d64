"""A shared draft, as someone without an account reads it, comments on it and approves it."""

from functools import wraps

from django import forms
from django.core.validators import RegexValidator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from practice_site.local_time import in_words
from procedures import preview_links, snapshots
from procedures.models import Approval, PreviewComment

SENT_TOO_LATE = "This page was open for a long time, or your browser keeps no cookies. Please send it once more."
SAID = {
    "comment": "Thank you. Your comment was sent to the practice.",
    "approval": "Thank you. Your approval was recorded for exactly this version.",
}


class OwnWordsField(forms.CharField):
    """Several lines, whose ends count as one letter each, as they do in the browser."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value):
        return super().to_python(value.replace("\r\n", "\n") if value else value)


class AnswerForm(forms.ModelForm):
    """What a reader sends, with the hash of the content that was on the screen."""

    content_hash = forms.CharField(widget=forms.HiddenInput, validators=[RegexValidator(r"^[0-9a-f]{64}$")])

    def __init__(self, *args, **kwargs):
        kind = self._meta.model._meta.model_name
        super().__init__(*args, auto_id=f"{kind}_%s", use_required_attribute=False, **kwargs)

    def words(self) -> dict:
        """The cleaned words; the hash is among them."""
        return {name: self.cleaned_data[name] for name in self.fields}


class CommentForm(AnswerForm):
    class Meta:
        model = PreviewComment
        fields = ["name", "text"]
        field_classes = {"text": OwnWordsField}
        labels = {"name": "Your name", "text": "Your comment"}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"}), "text": OwnWordsField.widget}
        error_messages = {
            "name": {"required": "Enter your name, so that the practice knows who wrote."},
            "text": {"required": "Write your comment first."},
        }


class ApprovalForm(AnswerForm):
    class Meta:
        model = Approval
        fields = ["name"]
        labels = {"name": "Your name"}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
        help_texts = {"name": "Kept with your approval, the time and this exact version."}
        error_messages = {"name": {"required": "Enter your name. It is kept with your approval."}}


def of_an_open_link(view):
    """Give `view` the link instead of its token. Expired, taken back, damaged or made up: 404, and no difference."""

    @wraps(view)
    def answer(request, token):
        link = preview_links.link_for(token)
        if link is None:
            raise Http404
        try:
            return view(request, link)
        except preview_links.Damaged as damage:
            raise Http404 from damage

    return answer


@require_safe
@of_an_open_link
def shared_draft(request, link):
    snapshot = preview_links.shown_snapshot(link)
    if path := preview_links.public_path(link, snapshots.content_hash(snapshot)):
        return redirect(path)
    return _draw(request, link, snapshot, said=request.GET.get("said", ""))


@require_POST
@of_an_open_link
def comment(request, link):
    return _answered(request, link, CommentForm, preview_links.comment, "comment")


@require_POST
@of_an_open_link
def approve(request, link):
    return _answered(request, link, ApprovalForm, preview_links.approve, "approval")


def _answered(request, link, form_class, record, kind: str):
    """Record what was sent and lead back, or show it again with the reason beside it."""
    form = form_class(request.POST)
    if form.is_valid():
        try:
            record(link, **form.words())
        except preview_links.NotRecorded as refusal:
            form.add_error(None, str(refusal))
        else:
            back = reverse("procedures:shared_draft", args=[preview_links.token_of(link)])
            return HttpResponseRedirect(f"{back}?said={kind}#answer", status=303)
    return _draw(request, link, preview_links.shown_snapshot(link), **{f"{kind}_form": form})


def _sent_too_late(form_class, kind: str):
    """Without a valid CSRF token nothing is recorded, and what was typed comes back."""

    @of_an_open_link
    def show_again(request, link):
        form = form_class(request.POST)
        form.add_error(None, SENT_TOO_LATE)
        return _draw(request, link, preview_links.shown_snapshot(link), status=403, **{f"{kind}_form": form})

    return lambda request: show_again(request, **request.resolver_match.kwargs)


comment.csrf_refused = _sent_too_late(CommentForm, "comment")
approve.csrf_refused = _sent_too_late(ApprovalForm, "approval")


def _draw(request, link, snapshot: dict, *, comment_form=None, approval_form=None, said: str = "", status: int = 200):
    """The shared page below its bar."""
    shown = snapshots.content_hash(snapshot)
    _bring_up_to_date(comment_form, approval_form, shown)
    _put_focus_on_what_is_wrong(comment_form or approval_form)
    comments = [_told(entry, shown) for entry in link.comments.all()]
    approvals = [_told(entry, shown) for entry in link.approvals.all()]
    is_true = {"comment": comments, "approval": [entry for entry in approvals if entry["is_about_this"]]}.get(said)
    context = {
        "link": link,
        "token": preview_links.token_of(link),
        "until": in_words(link.expires_at),
        "page_title": snapshot["page"]["title"],
        "comments": comments,
        "approvals": approvals,
        "comment_form": comment_form or CommentForm(initial={"content_hash": shown}),
        "approval_form": approval_form or ApprovalForm(initial={"content_hash": shown}),
        "said": SAID[said] if is_true else "",
        "is_open": bool(is_true or comment_form or approval_form),
    }
    banner = render_to_string("includes/shared_draft_bar.html", context, request)
    drawn = preview_links.draw_draft(link.page, snapshot, banner)
    request.inline_style_hash = drawn.style_hash
    return HttpResponse(drawn.html, status=status)


def _bring_up_to_date(comment_form, approval_form, shown: str) -> None:
    """A comment stays about what was read; a yes must be about what is shown now, and its reader has to know."""
    if approval_form and approval_form.data.get("content_hash") != shown:
        if preview_links.CHANGED_MEANWHILE not in approval_form.non_field_errors():
            approval_form.add_error(None, preview_links.CHANGED_MEANWHILE)
        _set_hash(approval_form, shown)
    if comment_form and "content_hash" in comment_form.errors:
        _set_hash(comment_form, shown)


def _put_focus_on_what_is_wrong(form) -> None:
    """The reason stands somewhere in the panel; the browser scrolls to the field below it."""
    if form:
        fields = form.visible_fields()
        wrong = next((field for field in fields if field.errors), fields[0])
        wrong.field.widget.attrs["autofocus"] = True


def _set_hash(form, shown: str) -> None:
    form.data = form.data.copy()
    form.data["content_hash"] = shown


def _told(entry, shown: str) -> dict:
    """A comment or an approval as the bar tells it."""
    return {
        "name": entry.name,
        "text": getattr(entry, "text", ""),
        "when": in_words(entry.created_at),
        "is_about_this": entry.content_hash == shown,
    }
