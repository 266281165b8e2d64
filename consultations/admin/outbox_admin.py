"""The outbox in the admin: what was sent, what waits, and what needs a person."""

from django.contrib import admin, messages
from django.utils.html import format_html

from consultations import outbox
from consultations.models import OutboxMessage


@admin.register(OutboxMessage)
class OutboxMessageAdmin(admin.ModelAdmin):
    """Read-only; mails that were given up or are unclear can be sent again."""

    list_display = ["kind_in_words", "request", "state_in_words", "created_at", "sent_at", "last_problem"]
    list_filter = ["state"]
    list_select_related = ["request"]
    list_per_page = 50
    search_fields = ["request__reference"]
    search_help_text = "Reference"
    actions = ["send_again"]
    show_full_result_count = False
    fields = ["kind_in_words", "request", "state_in_words", "created_at", "due_at", "sent_at", "attempts", "last_problem", "subject", "body"]
    readonly_fields = fields

    @admin.display(description="Mail")
    def kind_in_words(self, message):
        return message.get_kind_display()

    @admin.display(description="State", ordering="state")
    def state_in_words(self, message):
        return format_html('<span class="state state--{}">{}</span>', message.state, message.get_state_display())

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request, queryset):
        stuck = queryset.filter(state__in=[OutboxMessage.State.FAILED, OutboxMessage.State.UNCLEAR])
        count = 0
        for message in stuck:
            outbox.send_again(message)
            count += 1
        words = f"{count} {'mail is' if count == 1 else 'mails are'} in the queue again." if count else "Only mails that were given up or are unclear can be sent again."
        self.message_user(request, words, messages.SUCCESS if count else messages.WARNING)

    def has_send_permission(self, request):
        return request.user.has_perm("consultations.change_consultationrequest")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
