"""The picture blocks of the editor: all of them offer the same list of the library, read once."""

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import cached_property

from procedures.forms import PictureForm
from procedures.models import Image


class PictureBlockForm(PictureForm):
    """The picture form; `library()` gives all pictures as pairs of number and name, once it has to be drawn."""

    class Meta(PictureForm.Meta):
        pass

    def __init__(self, *args, library=list, **kwargs):
        super().__init__(*args, **kwargs)
        widget = self.fields["image"].widget
        widget.choices = CallableChoiceIterator(lambda: [("", "No picture chosen"), *library()])
        widget.known = self.instance.image if self.instance.image_id else None


class PictureFormSet(forms.BaseInlineFormSet):
    """The picture blocks of one page. Costs three queries, however many there are."""

    @cached_property
    def library(self) -> list[tuple[int, str]]:
        return list(Image.objects.values_list("pk", "title"))

    def get_queryset(self):
        if not hasattr(self, "_queryset"):
            self._queryset = super().get_queryset().select_related("image__file")
        return self._queryset

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"library": lambda: self.library}
