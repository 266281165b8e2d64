"""The forms through which pages come to be: the admin uses them, and so does the starter content."""

from django import forms
from django.core.exceptions import ValidationError

from practice_site.picture_upload import ACCEPT_ATTRIBUTE, read_picture
from procedures import picture_sizes
from procedures.models import BLOCK_MODELS, Page, Picture
from procedures.snapshots import PAGE_FIELDS


class PictureUploadField(forms.FileField):
    """A file that becomes a cleaned picture (`ReadPicture`), or an error that names the fix."""

    widget = forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE})

    def to_python(self, data):
        upload = super().to_python(data)
        return read_picture(upload) if upload else None


class PageForm(forms.ModelForm):
    """Everything of a page but its blocks."""

    share_upload = PictureUploadField(
        label="picture for shared links",
        required=False,
        help_text="Shown when someone shares the link, cut to 1200 by 630. JPEG, PNG, WebP, HEIC or AVIF, up to 25 MB.",
    )
    remove_share_image = forms.BooleanField(
        label="use the site’s own drawing instead", required=False, help_text="Takes the chosen picture off this page."
    )

    class Meta:
        model = Page
        fields = PAGE_FIELDS
        widgets = {
            "hero_line": forms.TextInput(attrs={"class": "vTextField", "data-count-to": "60"}),
            "summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "data-count-to": "180"}),
            "seo_title": forms.TextInput(attrs={"class": "vTextField", "data-count-to": "60"}),
            "seo_description": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField", "data-count-to": "155"}),
        }

    user = None
    """Who uploads; the admin sets it."""

    def clean(self):
        cleaned = super().clean()
        if picture := cleaned.get("share_upload"):
            self.instance.share_image = picture_sizes.keep(picture, uploader=self.user)
            picture_sizes.make_share_image(self.instance.share_image)
        elif cleaned.get("remove_share_image"):
            self.instance.share_image = None
        return cleaned


class PictureForm(forms.ModelForm):
    """A picture block: a new one needs a file, a kept one may get another."""

    upload = PictureUploadField(
        label="file",
        required=False,
        help_text="JPEG, PNG, WebP, HEIC or AVIF, up to 25 MB and 50 megapixels. Place and time are removed.",
    )

    class Meta:
        model = Picture
        fields = ["upload", "alt", "is_decorative", "caption", "layout", "focus_x", "focus_y", "region", "ordering"]

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        cleaned = super().clean()
        picture = cleaned.get("upload")
        if picture:
            self.instance.image = picture_sizes.keep(picture, uploader=self.user)
        elif not self.instance.image_id and "upload" not in self.errors:
            raise ValidationError({"upload": "Choose a file, or remove this block."})
        return cleaned

    def save(self, commit=True):
        """Make the sizes first, so that no block ever names a file that is not there."""
        block = self.instance
        picture_sizes.make_sizes(block.image, block.layout, block.focus_x, block.focus_y)
        return super().save(commit)


def block_form_class(model) -> type[forms.ModelForm]:
    """The form of one kind of block, without its page: the caller sets that on the instance."""
    if model is Picture:
        return PictureForm
    fields = [
        field.name for field in model._meta.get_fields() if field.name not in {"id", "key", "parent"} and field.editable
    ]
    return forms.modelform_factory(model, fields=fields)


BLOCK_FORMS = {model._meta.model_name: block_form_class(model) for model in BLOCK_MODELS}
