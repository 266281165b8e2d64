"""Recovery codes: shown until somebody says that they are kept, and never again."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from practice_site.accounts import factor_changes, factor_rows, second_factor
from practice_site.accounts.factor_views import FactorScreen, OurContext, after_step_up

HIDDEN = "•••• ••••"


def codes_of(account, among=Authenticator.objects):
    """The recovery codes of an account. Raises `Http404` if it has none that can be read."""
    for codes in factor_rows.readable_among(among.filter(user=account, type=Authenticator.Type.RECOVERY_CODES)):
        return codes.wrap()
    raise Http404


def in_groups(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


@method_decorator([login_required, after_step_up], name="dispatch")
class RecoveryCodesView(FactorScreen, TemplateView):
    template_name = "admin/second_factor/recovery_codes.html"

    @property
    def title(self) -> str:
        return "Recovery codes"

    def get_context_data(self, **kwargs):
        codes = codes_of(self.request.user)
        used = codes.instance.data["used_mask"]
        lines = [
            {"text": HIDDEN if codes.did_view else in_groups(code), "is_used": bool(used >> number & 1)}
            for number, code in enumerate(codes.generate_codes())
        ]
        left = sum(not line["is_used"] for line in lines)
        return super().get_context_data(**kwargs) | {"codes": lines, "are_kept": codes.did_view, "left": left}

    @transaction.atomic
    def post(self, request):
        """A code that is used at the same moment stays used."""
        codes_of(request.user, Authenticator.objects.select_for_update()).mark_as_viewed()
        return redirect(second_factor.address_after(request))


class NewRecoveryCodesView(FactorScreen, OurContext, GenerateRecoveryCodesView):
    template_name = "admin/second_factor/new_recovery_codes.html"
    title = "Make new recovery codes"

    def form_valid(self, form):
        with transaction.atomic():
            response = super().form_valid(form)
            factor_changes.codes_made(self.request)
        return response


@login_required
@after_step_up
@require_safe
def download(request):
    """The codes as a file of text, as long as they are shown."""
    codes = codes_of(request.user)
    if codes.did_view:
        raise Http404
    context = {"codes": [in_groups(each) for each in codes.get_unused_codes()], "account": request.user}
    response = render(
        request, "admin/second_factor/recovery_codes.txt", context, content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response
