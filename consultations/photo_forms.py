"""The forms of the photos: the consent that comes first, and one small form for each place."""

from django import forms

from consultations.consent_wordings import CURRENT, PHOTOS
from consultations.models import RequestPhoto
from consultations.private_form import PrivateForm
from practice_site.picture_upload import ACCEPT_ATTRIBUTE


class PhotoConsentForm(PrivateForm):
    """The consent in its exact words."""

    agree = forms.BooleanField(
        label=CURRENT[PHOTOS].text,
        widget=forms.CheckboxInput(attrs={"aria-required": "true"}),
        error_messages={"required": "Tick the box if you agree. Without it you cannot add photos."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="photos-%s", **kwargs)


class PhotoForm(PrivateForm):
    """One file for one place. `nothing_came` are the words for when no file is there."""

    error_heading = "This photo was not kept"

    photo = forms.FileField(
        error_messages={
            "required": "Choose a photo first, then press “Keep this photo”.",
            "empty": "This file is empty. Send the photo again, or send another copy.",
            "invalid": "Choose a photo first, then press “Keep this photo”.",
            "missing": "Choose a photo first, then press “Keep this photo”.",
        },
    )

    def __init__(self, view: str, files=None, nothing_came: str = ""):
        super().__init__({} if files is not None else None, files, auto_id=f"photo-{view}-%s")
        field = self.fields["photo"]
        field.label = RequestPhoto.View(view).label
        field.widget.attrs = {"accept": ACCEPT_ATTRIBUTE, "aria-describedby": f"photo-{view}-hint"}
        if nothing_came:
            field.error_messages["required"] = nothing_came
