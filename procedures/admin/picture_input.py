"""The field of a picture block in the editor: the picture as it is now, and a file to put in its place."""

from django import forms

from practice_site.picture_upload import ACCEPT_ATTRIBUTE
from procedures import picture_sizes
from procedures.forms import PictureForm
from procedures.models import Image

PREVIEW_LAYOUT = "narrow"  # never cut, so that a focal point can be set on all of the picture


class PictureInput(forms.FileInput):
    """A file input that shows `picture` above it."""

    template_name = "admin/procedures/page/picture_input.html"
    picture: Image | None = None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["preview"] = preview_of(self.picture) if self.picture else None
        return context


class PictureBlockForm(PictureForm):
    """The picture form with a preview; the file stands first, then what is said about it."""

    class Meta(PictureForm.Meta):
        pass

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        widget = PictureInput(attrs={"accept": ACCEPT_ATTRIBUTE})
        widget.picture = self.instance.image if self.instance.image_id else None
        self.fields["upload"].widget = widget


def preview_of(image: Image) -> dict:
    """Address, width and height of the smallest file that shows all of `image`; it is made when it is missing."""
    picture_sizes.make_sizes(image, PREVIEW_LAYOUT, 50, 50)
    block = {"image_data": image.as_data(), "layout": PREVIEW_LAYOUT, "focus_x": 50, "focus_y": 50}
    sources = picture_sizes.picture_sources(block)
    smallest = sources["sources"][-1]["srcset"].split(", ")[0].split(" ")
    width = int(smallest[1].removesuffix("w"))
    return {"src": smallest[0], "width": width, "height": round(width * sources["height"] / sources["width"])}
