"""The forms through which pages come to be: the admin uses them, and so does the starter content."""

from django import forms
from django.core.exceptions import ValidationError

from practice_site.picture_upload import ACCEPT_ATTRIBUTE, read_picture
from procedures import picture_library, picture_sizes
from procedures.models import BLOCK_MODELS, Image, Page, Picture
from procedures.snapshots import PAGE_FIELDS


class PictureUploadField(forms.FileField):
    """A file that becomes a cleaned picture (`ReadPicture`), or an error that names the fix."""

    widget = forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE})

    def to_python(self, data):
        upload = super().to_python(data)
        return read_picture(upload) if upload else None


class NewPictureInput(forms.FileInput):
    """A file input that, with scripts, takes a file into the library as soon as it is chosen or dropped."""

    template_name = "admin/procedures/page/new_picture_input.html"


class LibraryInput(forms.Select):
    """A list of the library's pictures that shows the chosen one; scripts open the library in a window instead."""

    template_name = "admin/procedures/page/picture_input.html"
    known: Image | None = None
    """The picture that is chosen already, so that it need not be read again."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        image = self.known if self.known and str(self.known.pk) == str(value) else _picture_numbered(value)
        context["widget"]["picture"] = picture_library.card(image) if image else None
        return context


class LibraryField(forms.ModelChoiceField):
    """A picture of the library, by its number."""

    widget = LibraryInput

    def __init__(self, **kwargs):
        super().__init__(Image.objects.select_related("file"), required=False, **kwargs)


class PageForm(forms.ModelForm):
    """Everything of a page but its blocks."""

    share_image = LibraryField(
        label="Picture for shared links",
        empty_label="The site’s own drawing",
        help_text="Shown when someone shares the link, cut to 1200 by 630.",
        widget=LibraryInput(attrs={"data-clear-words": "Use the site’s own drawing"}),
    )
    share_upload = PictureUploadField(
        label="Or a new file for shared links",
        required=False,
        widget=NewPictureInput(attrs={"accept": ACCEPT_ATTRIBUTE}),
        help_text="It goes into the picture library. JPEG, PNG, WebP, HEIC or AVIF, up to 25 MB.",
    )
    based_on = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    class Meta:
        model = Page
        fields = [*PAGE_FIELDS, "share_image"]
        widgets = {
            "hero_line": forms.TextInput(attrs={"class": "vTextField", "data-count-to": "60"}),
            "summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "data-count-to": "180"}),
            "seo_title": forms.TextInput(attrs={"class": "vTextField", "data-count-to": "60"}),
            "seo_description": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField", "data-count-to": "155"}),
        }

    user = None
    """Who uploads; the admin sets it."""

    def __init__(self, *args, **kwargs):
        """`based_on` says which saved state was loaded, so that a save on top of a newer one is noticed."""
        super().__init__(*args, **kwargs)
        self.initial["based_on"] = self.instance.working_hash

    def clean(self):
        cleaned = super().clean()
        if picture := cleaned.get("share_upload"):
            cleaned["share_image"] = picture_library.take_in(picture, uploader=self.user)
            _choose(self, "share_image", cleaned["share_image"])
        if cleaned.get("share_image"):
            picture_sizes.make_share_image(cleaned["share_image"])
        return cleaned


class PictureForm(forms.ModelForm):
    """A picture block: a picture of the library, or a file that goes into the library first."""

    image = LibraryField(label="Picture", empty_label="No picture chosen", help_text="From the picture library.")
    upload = PictureUploadField(
        label="Or a new file",
        required=False,
        widget=NewPictureInput(attrs={"accept": ACCEPT_ATTRIBUTE}),
        help_text="JPEG, PNG, WebP, HEIC or AVIF, up to 25 MB and 50 megapixels. Place and time are removed.",
    )

    class Meta:
        model = Picture
        fields = [
            *("image", "upload", "alt", "is_decorative", "caption", "layout", "focus_x", "focus_y"),
            *("region", "ordering"),
        ]

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        cleaned = super().clean()
        if picture := cleaned.get("upload"):
            cleaned["image"] = picture_library.take_in(picture, uploader=self.user)
            _choose(self, "image", cleaned["image"])
        elif not cleaned.get("image") and self.instance.image_id:
            cleaned["image"] = self.instance.image
        elif not cleaned.get("image") and not self.errors.keys() & {"image", "upload"}:
            raise ValidationError({"image": "Choose a picture, or remove this block."})
        return cleaned

    def save(self, commit=True):
        """Make the sizes first, so that no block ever names a file that is not there."""
        picture_sizes.make_sizes_of(self.instance.content())
        return super().save(commit)


def _choose(form: forms.BaseForm, name: str, image: Image) -> None:
    """A picture that was taken in stays chosen when the form comes back because of something else."""
    form.data = form.data.copy()
    form.data[form.add_prefix(name)] = image.pk


def _picture_numbered(value) -> Image | None:
    is_number = str(value or "").isdecimal()
    return Image.objects.select_related("file").filter(pk=value).first() if is_number else None


def block_form_class(model) -> type[forms.ModelForm]:
    """The form of one kind of block, without its page: the caller sets that on the instance."""
    if model is Picture:
        return PictureForm
    fields = [
        field.name for field in model._meta.get_fields() if field.name not in {"id", "key", "parent"} and field.editable
    ]
    return forms.modelform_factory(model, fields=fields)


BLOCK_FORMS = {model._meta.model_name: block_form_class(model) for model in BLOCK_MODELS}
