"""How long things are kept, on one screen, and a list of what goes soon."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from consultations import retention_limits, retention_outlook
from consultations.admin.hold_admin import may_hold
from consultations.admin.retention_forms import LimitsForm
from consultations.models import RetentionRule
from practice_site.accounts import account_log


@admin.register(RetentionRule)
class RetentionRuleAdmin(admin.ModelAdmin):
    """All limits in one form. There is no screen for a single one."""

    def get_urls(self):
        soon = self.admin_site.admin_view(require_safe(self.soon_view))
        address = path(
            "", self.admin_site.admin_view(self.changelist_view), name="consultations_retentionrule_changelist"
        )
        return [path("soon/", soon, name="consultations_retentionrule_soon"), address]

    def changelist_view(self, request, extra_context=None):
        """Read the limits, see what others would mean (`look`), or save them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = self.has_change_permission(request)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        form = LimitsForm(request.POST if request.method == "POST" else None, may_change=may_change)
        is_saved = request.method == "POST" and form.is_valid() and "look" not in request.POST
        return self._save(request, form) if is_saved else self._draw(request, form, may_change)

    def soon_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": "What goes soon",
            "opts": self.opts,
            "days": retention_outlook.DAYS_AHEAD,
            "outlooks": retention_outlook.coming(),
            "findings": retention_outlook.listed(),
            "most": retention_outlook.LISTED,
            "may_hold": may_hold(request),
        }
        return TemplateResponse(request, "admin/consultations/retentionrule/soon.html", context)

    def _save(self, request, form):
        changed = retention_limits.change(form.days)
        for limit in changed:
            self.log_change(request, RetentionRule(pk=0, stage=limit.stage, what=limit.what), limit.in_words)
        if changed:
            account_log.settings_changed(request, "how long things are kept")
        words = "The limits were saved. They hold from the next night on." if changed else "Nothing was changed."
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:consultations_retentionrule_changelist"))

    def _draw(self, request, form, may_change):
        context = self.admin_site.each_context(request) | {
            "title": "How long things are kept",
            "opts": self.opts,
            "form": form,
            "may_change": may_change,
            "has_looked": form.is_bound,
        }
        return TemplateResponse(request, "admin/consultations/retentionrule/change_list.html", context)
