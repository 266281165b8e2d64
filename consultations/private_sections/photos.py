"""Six places for photos, after the consent. A photo that is kept is never shown here, only that it is kept."""

from dataclasses import dataclass

from consultations import consents, photos
from consultations.consent_wordings import PHOTOS
from consultations.error_heading import COUNT_WORDS
from consultations.models import ConsultationRequest, RequestPhoto
from consultations.photo_forms import PhotoConsentForm, PhotoForm
from consultations.private_sections import Section

View = RequestPhoto.View
HOW_TO = {
    View.FRONT: "Look straight at the camera, with your mouth closed.",
    View.THREE_QUARTER_LEFT: "Turn right until your nose tip meets the line of your cheek.",
    View.THREE_QUARTER_RIGHT: "Turn left until your nose tip meets the line of your cheek.",
    View.PROFILE_LEFT: "Turn right until your left ear faces the camera.",
    View.PROFILE_RIGHT: "Turn left until your right ear faces the camera.",
    View.BELOW: "Tip your head back. Hold the camera at chin level.",
}
DRAWN_AS = {  # the drawing, and whether it is turned around
    View.FRONT: ("front", False),
    View.THREE_QUARTER_LEFT: ("half", False),
    View.THREE_QUARTER_RIGHT: ("half", True),
    View.PROFILE_LEFT: ("side", False),
    View.PROFILE_RIGHT: ("side", True),
    View.BELOW: ("below", False),
}


@dataclass(frozen=True)
class Slot:
    """One place: what to do, whether a photo is kept there, and advice about it."""

    view: str
    form: PhotoForm
    is_kept: bool = False
    advice: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return View(self.view).label

    @property
    def how_to(self) -> str:
        return HOW_TO[self.view]

    @property
    def drawing(self) -> str:
        return DRAWN_AS[self.view][0]

    @property
    def is_turned(self) -> bool:
        return DRAWN_AS[self.view][1]


def section(request: ConsultationRequest, bound: dict) -> Section | None:
    """Nothing when the request takes no photos any more; else the consent, or the six places. One or two queries."""
    if not photos.are_taken(request):
        return None
    if PHOTOS not in consents.standing(request):
        context = {"consent_form": bound.get("photos") or PhotoConsentForm(), "slots": slots([], bound)}
    else:
        kept = list(request.photos.all())
        context = {"slots": slots(kept, bound), "how_many": _how_many(len(kept))}
    return Section("photos", "Help us prepare", "consultations/private/photos.html", context)


def slots(kept: list[RequestPhoto], bound: dict) -> list[Slot]:
    """All places in their order, the one that was just refused with its form."""
    by_view = {photo.view: photo for photo in kept}
    return [
        Slot(
            view,
            form=bound.get(f"photo-{view}") or PhotoForm(view),
            is_kept=view in by_view,
            advice=photos.advice_of(by_view[view]) if view in by_view else (),
        )
        for view in View.values
    ]


def _how_many(count: int) -> str:
    if not count:
        return ""
    if count == len(View):
        return "All six are with us."
    return f"{COUNT_WORDS[count].capitalize()} of six {'is' if count == 1 else 'are'} with us."
