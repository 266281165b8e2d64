"""What staff fill in about a picture of the library."""

from django import forms

from practice_site.picture_upload import ACCEPT_ATTRIBUTE
from procedures.forms import PictureUploadField
from procedures.models import Image


class ImageForm(forms.ModelForm):
    """A picture's words and focal point, and a file to take the place of the one it has."""

    upload = PictureUploadField(
        label="File",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE}),
        help_text="JPEG, PNG, WebP, HEIC or AVIF, up to 25 MB and 50 megapixels. Place and time are removed.",
    )

    class Meta:
        model = Image
        fields = ["title", "alt", "is_decorative", "credit", "focus_x", "focus_y"]
        widgets = {"alt": forms.Textarea(attrs={"rows": 2, "maxlength": 250})}


class NewPictureForm(forms.Form):
    """One file for the library."""

    upload = PictureUploadField(label="File")
