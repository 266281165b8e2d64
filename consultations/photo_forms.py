"""The forms of the photos: the consent that comes first, and one small form for each place."""

from crispy_forms.helper import FormHelper
from django import forms

from consultations.consent_wordings import CURRENT, PHOTOS
from consultations.error_heading import error_heading
from consultations.models import RequestPhoto
from practice_site.picture_upload import ACCEPT_ATTRIBUTE


class PhotoConsentForm(forms.Form):
    """The consent in its exact words."""

    use_required_attribute = False

    agree = forms.BooleanField(
        label=CURRENT[PHOTOS].text,
        widget=forms.CheckboxInput(attrs={"aria-required": "true"}),
        error_messages={"required": "Tick the box if you agree. Without it you cannot add photos."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="photos-%s", **kwargs)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    @property
    def error_heading(self) -> str:
        return error_heading(len(self.errors))


class PhotoForm(forms.Form):
    """One file for one place. `nothing_came` are the words for when no file is there."""

    use_required_attribute = False
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
