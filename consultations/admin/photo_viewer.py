"""The photos of a request, large: one after the other in the standard order, or any two side by side."""

from django import forms
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from consultations.admin.one_request import OneRequest, address_of
from consultations.admin.photo_admin import photos_to_show
from consultations.models import ConsultationRequest, RequestPhoto
from consultations.private_sections.photos import DRAWN_AS

View = RequestPhoto.View
FULL = "full"


class ViewerForm(forms.Form):
    """What the address asks for, in names of views only. Whatever is none of them is left out, never an error."""

    view = forms.ChoiceField(choices=View, required=False)
    beside = forms.ChoiceField(choices=View, required=False)
    zoom = forms.ChoiceField(choices=[(FULL, "Full size")], required=False)

    def asked(self) -> dict[str, str]:
        self.full_clean()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class PhotoViewer(OneRequest):
    def get_urls(self):
        view = require_safe(self.photos_view)
        return [self._screen("photos", "photos/", view, to_read=True), *super().get_urls()]

    def photos_view(self, request, patient_request):
        """The answer names no patient in title or address; `admin_view` marks it as not to be stored."""
        kept = photos_to_show(patient_request)
        asked = ViewerForm(request.GET).asked()
        context = {"title": "Photos", "screen_name": "Photos", "back_url": f"{address_of(patient_request)}#photos"}
        if kept:
            context |= viewing(patient_request, kept, asked)
        context = self._screen_context(request, patient_request, context["title"]) | context
        return TemplateResponse(request, "admin/consultations/consultationrequest/photos_large.html", context)


def viewing(request: ConsultationRequest, kept: list[dict], asked: dict[str, str]) -> dict:
    """What the viewer shows of the photos that are `kept`, and the links that lead on from there."""
    by_view = {photo["view"]: photo for photo in kept}
    shown = by_view.get(asked["view"], kept[0])
    beside = by_view.get(asked["beside"]) if asked["beside"] != shown["view"] else None
    place, state = kept.index(shown), {"beside": beside["view"] if beside else "", "zoom": asked["zoom"]}

    def link(photo: dict, **changed) -> str:
        return _link(request, {"view": photo["view"]} | state | changed)

    return {
        "title": _title(kept, shown, beside),
        "shown": [shown, *([beside] if beside else [])],
        "place": place + 1,
        "count": len(kept),
        "previous_url": link(kept[place - 1]) if place else "",
        "next_url": link(kept[place + 1]) if place + 1 < len(kept) else "",
        "is_full": asked["zoom"] == FULL,
        "fit_url": link(shown, zoom=""),
        "full_url": link(shown, zoom=FULL),
        "alone_url": link(shown, beside=""),
        "beside": [
            {"title": photo["title"], "url": link(shown, beside=photo["view"]), "is_current": photo is beside}
            for photo in kept
            if photo is not shown
        ],
        "strip": [_place(view, by_view.get(view), shown, link) for view in View.values],
    }


def _place(view: str, photo: dict | None, shown: dict, link) -> dict:
    """One of the six places, with a drawing where no photo was sent."""
    drawing, is_turned = DRAWN_AS[View(view)]
    return {
        "title": View(view).label,
        "photo": photo,
        "url": link(photo) if photo else "",
        "is_current": photo is shown,
        "slot": {"drawing": drawing, "is_turned": is_turned},
    }


def _title(kept: list[dict], shown: dict, beside: dict | None) -> str:
    if beside:
        return f"{shown['title']}, beside {_within(beside['title'])}"
    return f"Photo {kept.index(shown) + 1} of {len(kept)}, {_within(shown['title'])}"


def _within(title: str) -> str:
    return title[0].lower() + title[1:]


def _link(request: ConsultationRequest, asked: dict[str, str]) -> str:
    return f"{address_of(request, 'photos')}?{urlencode({name: value for name, value in asked.items() if value})}"
