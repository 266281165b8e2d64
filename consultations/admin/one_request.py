"""What the screens of one request share: who may see them, and where they lie."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import URLPattern, path, reverse

from consultations.models import ConsultationRequest
from consultations.workflow import NotAllowed

PREFIX = "consultations_consultationrequest_"


class OneRequest:
    """A part of the request's admin with screens of its own, each handed the request that its address names."""

    def _screen(self, name: str, address: str, view, *, to_read: bool = False) -> URLPattern:
        """A screen at `<pk>/<address>`, for those who may change requests, or `to_read` for those who may see them.

        What else `address` names is handed to the view, too.
        """
        return path(f"<int:pk>/{address}", self._for_staff(view, to_read=to_read), name=PREFIX + name)

    def _for_staff(self, view, *, to_read: bool = False):
        @wraps(view)
        def guarded(request, pk, **more):
            if not (self.has_view_permission(request) if to_read else self.has_change_permission(request)):
                raise PermissionDenied
            return view(request, self._found(request, pk), **more)

        return self.admin_site.admin_view(guarded)

    def _found(self, request, pk: int) -> ConsultationRequest:
        patient_request = self.get_object(request, str(pk))
        if patient_request is None:
            raise Http404
        return patient_request

    def _screen_context(self, request, patient_request, title: str) -> dict:
        """What every screen needs. `title` stands in the browser's tab and holds nothing of the patient."""
        return self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "original": patient_request,
        }

    def _done(self, request, form, act) -> bool:
        """Whether `act`, which returns what to say, could be done. A refusal stands in the form, with all typed."""
        try:
            self.message_user(request, act(), messages.SUCCESS)
        except NotAllowed as refusal:
            form.refuse(refusal)
            return False
        return True


def address_of(patient_request: ConsultationRequest, screen: str = "change") -> str:
    """The address of a screen by its name, for example "brief"."""
    return reverse(f"admin:{PREFIX}{screen}", args=[patient_request.pk])


def number_in(request, name: str) -> int:
    """A number that the screen itself sent; 0, which is the number of nothing, for what is none."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
