"""The parts from which the layout of our forms is put together; what they look like is in `practice_forms`."""

from crispy_forms.layout import Field, Fieldset, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string


class Part(Fieldset):
    """A numbered part of a form: a line, its name, and its fields."""

    template = "%s/layout/part.html"

    def __init__(self, name: str, number: str, *fields, css_class: str = "", css_id: str | None = None):
        super().__init__(name, *fields, css_class=css_class, css_id=css_id)
        self.number = number


class SideBySide(LayoutObject):
    """Short fields that stand beside one another where there is room."""

    template = "%s/layout/side_by_side.html"

    def __init__(self, *fields):
        self.fields = list(fields)

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(self.get_template_name(template_pack), {"fields": fields})


class Piece(LayoutObject):
    """A template between the fields, with the context of the page."""

    def __init__(self, template: str):
        self.fields = []
        self.template = template

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(self.template, context.flatten())


class ConcernMap(Field):
    """The check boxes laid over the drawing of the nose; a whole part of the form."""

    template = "includes/concern_map.html"

    def __init__(self, field: str, name: str, number: str):
        super().__init__(field)
        self.words = {"part_name": name, "part_number": number}

    def render(self, form, context, template_pack=TEMPLATE_PACK, extra_context=None, **kwargs):
        return super().render(form, context, template_pack, extra_context=self.words, **kwargs)
