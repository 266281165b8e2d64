"""The outbox in the admin: what was sent, what waits, and what needs a person."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from consultations import access_log, mail_drawing, outbox
from consultations.admin.keyset_pages import KeysetChangeList
from consultations.capped_counts import capped_counts
from consultations.models import OutboxMessage
from consultations.reference import as_typed

State = OutboxMessage.State
NEEDS_A_PERSON = OutboxMessage.NEEDS_A_PERSON


class MailList(KeysetChangeList):
    @property
    def few(self) -> bool:
        """The mails about one request are."""
        return bool(self.query.strip())


@admin.register(OutboxMessage)
class OutboxMessageAdmin(admin.ModelAdmin):
    """Read-only; mails that were given up or are unclear can be sent again."""

    list_display = ["kind_in_words", "about", "recipient", "state_in_words", "created", "problem"]
    list_select_related = ["request"]
    list_per_page = 50
    sortable_by = []
    search_fields = ["request__reference"]  # shows the search box; only whole references are found, by their index
    search_help_text = "Reference of the request"
    actions = ["send_again"]
    show_full_result_count = False
    fields = []

    @admin.display(description="Mail")
    def kind_in_words(self, message):
        return message.get_kind_display()

    @admin.display(description="Request")
    def about(self, message):
        return format_html('<span class="reference">{}</span>', message.request.reference)

    @admin.display(description="To")
    def recipient(self, message):
        return format_html('<span class="cell-label">To </span>{}', message.to or "staff")

    @admin.display(description="State")
    def state_in_words(self, message):
        return format_html('<span class="state state--{}">{}</span>', message.state, message.get_state_display())

    @admin.display(description="Written")
    def created(self, message):
        when = date_format(timezone.localtime(message.created_at), "j M Y, H:i")
        if not message.sent_at:
            return when
        sent = date_format(timezone.localtime(message.sent_at), "j M, H:i")
        return format_html("{}<small>sent {}</small>", when, sent)

    @admin.display(description="Last problem", empty_value="")
    def problem(self, message):
        return message.last_problem or None

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request, queryset):
        stuck = list(queryset.needing_a_person())
        for message in stuck:
            outbox.send_again(message)
        access_log.say(request, detail="mail sent again", about=[message.request_id for message in stuck])
        self._say(request, len(stuck))

    def _say(self, request, count: int) -> None:
        if count:
            words = "One mail is" if count == 1 else f"{count} mails are"
            self.message_user(request, f"{words} in the queue again.", messages.SUCCESS)
        else:
            words = "Only mails that were given up or are unclear can be sent again."
            self.message_user(request, words, messages.WARNING)

    def get_changelist(self, request, **kwargs):
        return MailList

    def get_search_results(self, request, queryset, search_term):
        wanted = as_typed(search_term)
        return queryset.filter(request__reference=wanted) if wanted else queryset, False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"views": _views(request)} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        message = self.get_object(request, object_id)
        if request.method == "POST":
            if message is None or "_send_again" not in request.POST or not self.has_send_permission(request):
                raise PermissionDenied
            self.send_again(request, OutboxMessage.objects.filter(pk=message.pk))
            return HttpResponseRedirect(request.path)
        may = message is not None and message.state in NEEDS_A_PERSON and self.has_send_permission(request)
        words = mail_drawing.in_words(message.body) if message is not None else ""
        context = {"may_send_again": may, "words": words} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def has_send_permission(self, request):
        return request.user.has_perm("consultations.change_consultationrequest")


def _views(request) -> list[dict]:
    """The tabs above the list: all mails, and those that need a person. One query."""
    stuck = ",".join(NEEDS_A_PERSON)
    chosen = request.GET.get("state__in", "")
    titles = {"": "All", f"{State.WAITING},{State.SENDING}": "Waiting", stuck: "Needs a person", State.SENT: "Sent"}
    mails = OutboxMessage.objects.all()
    lists = [
        mails.filter(state__in=value.split(",")) if value else mails.order_by("-created_at", "-pk") for value in titles
    ]
    counts = zip(titles.items(), capped_counts(lists), strict=True)
    return [
        {"title": title, "count": count, "url": f"?state__in={value}" if value else "?", "is_current": value == chosen}
        for (value, title), count in counts
    ]
