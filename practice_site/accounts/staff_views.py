"""How the first administrator gets in."""

from django.contrib import admin
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from practice_site.accounts import first_administrator
from practice_site.accounts.account_views import sign_in_after_choosing
from practice_site.accounts.staff_forms import FirstAdministratorForm


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator_page(request, token):
    if not first_administrator.is_open(token):
        raise Http404
    form = FirstAdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.save(commit=False)
        try:
            first_administrator.create(account)
        except first_administrator.TooLate:
            raise Http404 from None
        return sign_in_after_choosing(request, account)
    context = admin.site.each_context(request) | {"title": "The first administrator", "form": form}
    return render(request, "admin/first_administrator.html", context)
