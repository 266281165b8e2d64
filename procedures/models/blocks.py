"""The pieces a page is made of. One model for each kind; neighbours of one kind are drawn together."""

import re
import uuid

from content_editor.models import create_plugin_base
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django_prose_editor.fields import ProseEditorField

from procedures.models.image import Image
from procedures.models.page import Page
from procedures.rich_text import prose_field


class Block(create_plugin_base(Page)):
    """What all blocks share: their page, their place, and a key that stays the same from version to version."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
        ordering = ["ordering"]

    content_fields: tuple[str, ...] = ()
    """The fields that a snapshot keeps, in reading order."""

    def content(self) -> dict:
        """What a snapshot keeps of this block, by the names of `content_fields`."""
        return {name: getattr(self, name) for name in self.content_fields}

    def __str__(self):
        """The first words, as the editor's block headers show them."""
        text = next((getattr(self, name) for name in self.content_fields if isinstance(getattr(self, name), str)), "")
        plain = re.sub(r"\s+", " ", strip_tags(re.sub(r"</(h2|h3|p|li)>", " ", text))).strip()
        return Truncator(plain).words(9, truncate=" …") or "empty"

    def clean(self):
        """Rich text that holds nothing but empty paragraphs counts as left blank."""
        for name in self.content_fields:
            field = next((field for field in self._meta.fields if field.name == name), None)
            if isinstance(field, ProseEditorField) and not field.blank and not getattr(self, name):
                raise ValidationError({name: "Write something here, or remove this block."})


class RichText(Block):
    """Running text with headings, lists and links."""

    text = prose_field(
        headings=True,
        help_text="A large heading (H2) starts a new section of the page and gets a line in “On this page”.",
    )

    content_fields = ("text",)

    class Meta(Block.Meta):
        verbose_name = "text"


class Fact(Block):
    """A term and what it means; neighbours become one list."""

    term = models.CharField(max_length=80, help_text="One to five words, for example “How long it takes”.")
    description = models.TextField(max_length=400, help_text="One or two sentences. Up to 400 letters.")

    content_fields = ("term", "description")


class Reason(Block):
    """One short statement; neighbours become one list."""

    text = models.CharField("reason", max_length=200, help_text="One short sentence. Up to 200 letters.")

    content_fields = ("text",)


class Point(Block):
    """A title and a short text; neighbours become columns."""

    title = models.CharField(max_length=60, help_text="One to five words.")
    text = models.TextField(max_length=500, help_text="Two or three sentences. Two or three points look good together.")

    content_fields = ("title", "text")


class Step(Block):
    """One step of something that happens in order; neighbours become one numbered list."""

    title = models.CharField(max_length=80, help_text="What happens, in a few words. The number comes by itself.")
    text = models.TextField(max_length=500, help_text="Two or three sentences. Up to 500 letters.")
    when = models.CharField(
        max_length=60, blank=True, help_text="For example “First week”. Nothing is shown if left blank."
    )

    content_fields = ("title", "text", "when")


class Question(Block):
    """A question as a patient would ask it; neighbours become one list under one heading."""

    heading = models.CharField(
        "heading of the group",
        max_length=80,
        blank=True,
        help_text="Only the first of several questions needs it. If left blank, it says “Questions”.",
    )
    question = models.CharField(max_length=200, help_text="As a patient would ask it. Up to 200 letters.")
    answer = prose_field(help_text="Short. Longer answers are better as their own page.")

    content_fields = ("question", "answer", "heading")


class KeyFigure(Block):
    """A number in words, the sentence it stands in, and where it comes from; drawn as strokes out of a hundred."""

    number = models.CharField(
        max_length=60,
        help_text="In words, for example “10 to 15 in every 100”. Out of 100, it is drawn as strokes.",
    )
    sentence = models.CharField(max_length=200, help_text="The whole sentence, with the number in the same words.")
    text = models.TextField(
        max_length=300, blank=True, help_text="What the number means for the reader. Nothing is shown if left blank."
    )
    source = models.CharField(
        max_length=200,
        blank=True,
        help_text="Where the figure comes from. While it is blank, it is listed as still to fill in.",
    )

    content_fields = ("number", "sentence", "text", "source")

    class Meta(Block.Meta):
        verbose_name = "key figure"

    def clean(self):
        super().clean()
        if self.number and self.number not in self.sentence:
            raise ValidationError({"sentence": f"Write the number in the sentence in the same words: “{self.number}”."})


class Note(Block):
    """A side remark, often an honest limit."""

    text = prose_field(help_text="One to three sentences, set apart from the text around it.")

    content_fields = ("text",)


class Picture(Block):
    """A picture of the library with its description and caption; what is left blank here, the library says."""

    class Layout(models.TextChoices):
        NARROW = "narrow", "Half as wide as the text"
        TEXT = "text", "As wide as the text"
        WIDE = "wide", "Wide band, cut around the focal point"

    image = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        related_name="picture_blocks",
        verbose_name="picture",
        help_text="A picture of the library. A new file goes into the library first.",
    )
    alt = models.CharField(
        "description on this page",
        max_length=250,
        blank=True,
        help_text="What the picture shows, for people who do not see it. If left blank, the library’s words are used.",
    )
    is_decorative = models.BooleanField(
        "only decoration on this page", default=False, help_text="Tick it if the picture tells the reader nothing new."
    )
    caption = models.CharField(
        max_length=250, blank=True, help_text="Stands below the picture. Nothing is shown if left blank."
    )
    layout = models.CharField("width", max_length=10, choices=Layout, default=Layout.TEXT, help_text="How wide it is.")
    focus_x = models.PositiveSmallIntegerField(
        "focal point on this page, from the left",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text="In hundredths of the width. If left blank, the library’s point is used.",
    )
    focus_y = models.PositiveSmallIntegerField(
        "focal point on this page, from the top",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text="In hundredths of the height. If left blank, the library’s point is used.",
    )

    content_fields = ("image_data", "alt", "caption", "is_decorative", "layout", "focus_x", "focus_y", "credit")

    class Meta(Block.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_decorative=False) | models.Q(alt=""),
                name="decorative_picture_without_description",
                violation_error_message="A picture that is only decoration has no description. Keep one of the two.",
            ),
            models.CheckConstraint(
                condition=models.Q(focus_x=None, focus_y=None) | models.Q(focus_x__lte=100, focus_y__lte=100),
                name="picture_focus_inside_the_picture",
                violation_error_message="Give both numbers of the focal point, or leave both blank.",
            ),
        ]

    def __str__(self):
        return self.alt or self.caption or (str(self.image) if self.image_id else "empty")

    @property
    def image_data(self) -> dict:
        return self.image.as_data()

    @property
    def credit(self) -> str:
        return self.image.credit

    def content(self) -> dict:
        """The block's own words and point where it has any, else the library's."""
        said = {}
        if not self.alt and not self.is_decorative:
            said = {"alt": self.image.alt, "is_decorative": self.image.is_decorative}
        if self.focus_x is None or self.focus_y is None:
            said |= {"focus_x": self.image.focus_x, "focus_y": self.image.focus_y}
        return super().content() | said

    def clean(self):
        super().clean()
        if self.is_decorative and self.alt:
            raise ValidationError({"alt": "A picture that is only decoration has no description. Keep one of the two."})
        if (self.focus_x is None) != (self.focus_y is None):
            raise ValidationError({"focus_x": "Give both numbers of the focal point, or leave both blank."})


class RelatedPages(Block):
    """Links to other pages of the site, each with its opening sentence."""

    heading = models.CharField(max_length=80, default="Read more", help_text="For example “Related subjects”.")
    pages = models.ManyToManyField(
        Page,
        related_name="+",
        help_text="Only pages that are live are shown. They follow the site’s own order.",
    )

    content_fields = ("heading", "page_ids")

    class Meta(Block.Meta):
        verbose_name = "related pages"
        verbose_name_plural = "related pages"

    @property
    def page_ids(self) -> list[int]:
        return sorted(page.pk for page in self.pages.all()) if self.pk else []


class CallToAction(Block):
    """A heading, a sentence and a button. As the last block of a page it becomes the closing panel."""

    heading = models.CharField(max_length=100, help_text="*Stars* set one turn in italics.")
    text = models.CharField(max_length=250, blank=True, help_text="One sentence. Nothing is shown if left blank.")
    button = models.CharField(
        max_length=40, default="Request a consultation", help_text="What happens on a press, in two to four words."
    )
    target = models.ForeignKey(
        Page,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The page the button leads to. If left blank, it leads to the consultation form.",
    )

    content_fields = ("heading", "text", "button", "target_id")

    class Meta(Block.Meta):
        verbose_name = "call to action"
        verbose_name_plural = "calls to action"

    def clean(self):
        super().clean()
        if self.heading.count("*") not in {0, 2}:
            raise ValidationError({"heading": "Put one star before and one star after the words in italics."})


BLOCK_MODELS: tuple[type[Block], ...] = (
    RichText,
    Fact,
    Reason,
    Point,
    Step,
    Question,
    KeyFigure,
    Note,
    Picture,
    RelatedPages,
    CallToAction,
)
