"""The screen on which an administrator helps a colleague back in who lost every second factor."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from practice_site.accounts import factor_reset, late_forms, roles
from practice_site.accounts.factor_reset import LONGEST_REASON, SHORTEST_REASON
from practice_site.models import StaffAccount


class ReasonForm(forms.Form):
    reason = forms.CharField(
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What happened, and how you made sure who asks. It stays in the account log; name no patient. "
        f"{SHORTEST_REASON} to {LONGEST_REASON} letters.",
    )


class HelpsBackIn:
    """For the `ModelAdmin` of staff accounts."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.reset_page)
        return [path("<int:pk>/reset/", page, name="practice_site_staffaccount_reset"), *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def reset_page(self, request, pk):
        if not self.has_change_permission(request):
            raise PermissionDenied
        account, form = get_object_or_404(StaffAccount, pk=pk), ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                self._reset(request, account, form.cleaned_data["reason"])
                return HttpResponseRedirect(reverse("admin:practice_site_staffaccount_change", args=[pk]))
            except factor_reset.NotReset as refusal:
                form.add_error(None, str(refusal))
            except roles.NotAnyMore:
                return late_forms.to_sign_in(request)
        about = {"title": "Help back in", "opts": self.opts, "original": account, "form": form}
        context = (
            self.admin_site.each_context(request) | about | {"refusal": factor_reset.why_not(account, request.user)}
        )
        return TemplateResponse(request, "admin/practice_site/staffaccount/reset.html", context)

    @transaction.atomic
    def _reset(self, request, account, reason):
        factor_reset.reset(account, reason=reason, by=request.user, request=request)
        self._give_link(request, account, by_hand=True)
