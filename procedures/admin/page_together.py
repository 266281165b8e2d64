"""Two people at one page: who else has it open, saves on top of each other, and typed text that was never saved."""

import re

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from practice_site.accounts import sessions
from procedures import archive, snapshots, working_together
from procedures.admin import conflict_words, typed_rows
from procedures.admin.editor_part import EditorPart
from procedures.admin.typed_page import open_fields, read_forms, snapshot_of
from procedures.comparison import compare
from procedures.models import Page

ONLY_TO_SHOW = ("_recover", "_compare")
"""Buttons that show what is typed and save nothing."""

CHANGES_THE_SITE = {"_publish", "_unpublish"}
TEXT_NUMBER = re.compile(r"[a-z0-9]{1,40}")
SAVED_TEXTS_KEPT = 30


class TogetherPart(EditorPart):
    """Two people at one page. The form says on which saved state it is based; no newer one is ever written over."""

    def get_urls(self):
        presence = sessions.in_background(require_POST(self.admin_site.admin_view(self.presence_view)))
        return [path("<int:page_id>/presence/", presence, name="procedures_page_presence"), *super().get_urls()]

    def editor_context(self, request, page):
        others = working_together.others_at(page, request.user) if page else []
        number = request.POST.get("_text", "")
        return super().editor_context(request, page) | {
            "others_words": conflict_words.who_is_here(others),
            "is_recovered": _only_shows(request),
            "text_number": number if TEXT_NUMBER.fullmatch(number) else "",
            "saved_texts": " ".join(request.session.pop("saved_texts", [])) if request.method == "GET" else "",
        }

    def presence_view(self, request, page_id):
        """What the browser says every 20 seconds, and when the editor is closed; the answer is in words for people."""
        page = Page.objects.filter(pk=page_id).select_related("edited_by").first()
        if page is None:
            raise Http404
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        if "leave" in request.POST:
            working_together.leave(page, request.user)
            return JsonResponse({})
        working_together.seen(page, request.user)
        is_newer = request.POST.get("based_on") != page.working_hash
        return JsonResponse(
            {
                "others": conflict_words.who_is_here(working_together.others_at(page, request.user)),
                "saved": conflict_words.who_saved(page, request.user) if is_newer else "",
            }
        )

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Before anything is saved: is the form based on what is saved now? Then as ever, in the same transaction."""
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            page = self._page_to_change(request, object_id)
            answer = self._answer_before_saving(request, page) if page else None
            return answer or super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Typed text that is only shown again comes back as a refused form does, and nothing is saved."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (_OnlyShown, form), {}) if _only_shows(request) else form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        _forget_text(request)

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        if request.method == "POST":
            typed_rows.keep_keys(formsets)
        return formsets, inlines

    def _page_to_change(self, request, object_id) -> Page | None:
        """The page, locked until the answer is made. None if it is not there, or not for this person to change."""
        page = self.get_object(request, unquote(object_id))
        if page is None or not self.has_change_permission(request, page):
            return None
        if CHANGES_THE_SITE & request.POST.keys():
            archive.locked_head()  # always before a page: who publishes elsewhere takes both in this order
        return Page.objects.select_for_update().filter(pk=page.pk).first()

    def _answer_before_saving(self, request, page: Page):
        """The answer if this form must not be saved as it is, else None."""
        if "_drop" in request.POST:
            return self._drop(request, page)
        based_on = request.POST.get("based_on")
        if based_on is None:
            return None
        formsets, _ = self._create_formsets(request, page, change=True)
        is_newest = based_on == page.working_hash
        if is_newest and typed_rows.fits(formsets):
            return None
        request.POST, request._files, unknown = typed_rows.brought_onto_rows(request.POST, request.FILES, formsets)
        return None if is_newest and not unknown else self._answer_to_older(request, page)

    def _answer_to_older(self, request, page: Page):
        """Someone saved since this form was loaded: both versions side by side, unless they say the same."""
        saved = snapshots.take(page)
        form, formsets = read_forms(self, request, Page.objects.get(pk=page.pk))
        open_count, typed = open_fields(form, formsets), snapshot_of(form, formsets)
        if not open_count and _without_keys(typed) == _without_keys(saved):
            return self._already_saved(request, page)
        is_refused = not _only_shows(request)
        context = self.admin_site.each_context(request) | {
            "title": conflict_words.heading(page, request.user),
            "screen_name": "Two versions",
            "opts": self.opts,
            "original": page,
            "is_refused": is_refused,
            "wanted_to_publish": "_publish" in request.POST,
            "words": conflict_words.for_the_screen(page, request.user),
            "open_count": open_count,
            "fields": _fields_to_keep(request.POST, form, formsets) | {"based_on": [page.working_hash]},
            "comparison": compare(saved, typed, names=dict(Page.objects.values_list("pk", "title"))),
        }
        template = "admin/procedures/page/conflict.html"
        return TemplateResponse(request, template, context, status=409 if is_refused else 200)

    def _already_saved(self, request, page: Page):
        """The same form sent twice, or two people who wrote the same: nothing is left to save."""
        _forget_text(request)
        if not _only_shows(request):
            return self.response_change(request, page)
        self.message_user(request, "What you typed is the same as what is saved.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:procedures_page_change", args=[page.pk]))

    def _drop(self, request, page: Page):
        _forget_text(request)
        words = "What you typed was dropped. This is the page as it is saved."
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:procedures_page_change", args=[page.pk]))


class _OnlyShown:
    """A form that is never valid, whatever it holds, so that it is drawn and not saved."""

    def is_valid(self):
        super().is_valid()
        return False


def _only_shows(request) -> bool:
    return request.method == "POST" and any(name in request.POST for name in ONLY_TO_SHOW)


def _forget_text(request) -> None:
    """Tell the browser, with the next editor it loads, that the typed text it keeps need not be offered again."""
    number = request.POST.get("_text", "")
    if TEXT_NUMBER.fullmatch(number):
        request.session["saved_texts"] = [*request.session.get("saved_texts", []), number][-SAVED_TEXTS_KEPT:]


def _without_keys(snapshot: dict) -> dict:
    """A block that was new when it was sent has another key each time it is read."""
    return snapshot | {"blocks": [block | {"key": ""} for block in snapshot["blocks"]]}


def _fields_to_keep(post, form, formsets) -> dict[str, list[str]]:
    """Everything typed, for the next try: without the pressed button, and with the pictures that were taken in."""
    fields = {name: values for name, values in post.lists() if name == "_text" or not name.startswith("_")}
    fields.pop("csrfmiddlewaretoken", None)
    for each in [form, *(block_form for formset in formsets for block_form in formset.forms)]:
        for name in ("share_image", "image"):
            if name in each.fields and each.data.get(each.add_prefix(name)):
                fields[each.add_prefix(name)] = [str(each.data[each.add_prefix(name)])]
    return fields
