"""Adding earlier operations and answers about health. A request that is closed takes nothing more."""

from consultations import patient_history, private_page
from consultations.history_forms import HealthForm, OperationForm
from consultations.private_sections.history import takes_more
from consultations.private_views.access import back, sends


@sends
def add_operation(http_request, link, token):
    if not takes_more(link.request):
        return back(token)
    form = OperationForm(http_request.POST)
    if form.is_valid():
        try:
            patient_history.add_operation(link.request, form.cleaned_data)
        except patient_history.TooMany as problem:
            form.add_error(None, str(problem))
    if form.errors:
        return private_page.draw(http_request, link, token, bound={"operation": form})
    return back(token, "operation-added", "operations")


@sends
def remove_operation(http_request, link, token, pk):
    patient_history.remove_operation(link.request, pk)
    return back(token, "operation-removed", "operations")


@sends
def answer_health(http_request, link, token):
    if not takes_more(link.request):
        return back(token)
    form = HealthForm(http_request.POST)
    if not form.is_valid():
        return private_page.draw(http_request, link, token, bound={"health": form})
    patient_history.save_health(link.request, form.answers, form.cleaned_data["goals"])
    return back(token, "health-kept", "health")


@sends
def remove_health(http_request, link, token):
    patient_history.remove_health(link.request)
    return back(token, "health-removed", "health")
