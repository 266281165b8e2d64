"""The picture library: a picture as staff know it, and the cleaned files that stand behind it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ImageFile(models.Model):
    """The bytes of one cleaned picture. They never change, and stay as long as a version names them."""

    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the cleaned picture.")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "picture file"

    def __str__(self):
        return f"{self.width} × {self.height}"

    @property
    def master_name(self) -> str:
        """Where the cleaned picture lies below the media folder."""
        return f"pictures/{self.digest}/master.webp"


class Image(models.Model):
    """A picture of the library: what it shows, whom to thank, and the file that stands for it now."""

    title = models.CharField(
        "name",
        max_length=120,
        help_text="For staff only, to find it again, for example “Consulting room, morning”. Never a patient’s name.",
    )
    file = models.ForeignKey(ImageFile, on_delete=models.PROTECT, related_name="images", editable=False)

    alt = models.CharField(
        "description",
        max_length=250,
        blank=True,
        help_text="What the picture shows, for people who do not see it. One sentence. A page may say it differently.",
    )
    is_decorative = models.BooleanField(
        "only decoration", default=False, help_text="Tick it if the picture tells the reader nothing new."
    )
    credit = models.CharField(
        max_length=120,
        blank=True,
        help_text="Who made the picture or holds the rights. Stands below it. Nothing is shown if left blank.",
    )
    focus_x = models.PositiveSmallIntegerField(
        "focal point, from the left",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="In hundredths of the width. A wide band is cut around this point.",
    )
    focus_y = models.PositiveSmallIntegerField(
        "focal point, from the top",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="In hundredths of the height.",
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "picture"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=False) | Q(alt=""),
                name="decorative_image_without_description",
                violation_error_message="A picture that is only decoration has no description. Keep one of the two.",
            ),
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100), name="image_focus_inside_the_picture"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_described(self) -> bool:
        """Whether someone decided what people who do not see it are told."""
        return bool(self.alt) or self.is_decorative

    def as_data(self) -> dict:
        """What a snapshot keeps: enough to name every file made from this picture without asking the database."""
        return {"id": self.pk, "digest": self.file.digest, "width": self.file.width, "height": self.file.height}

    def clean(self):
        if self.is_decorative and self.alt:
            raise ValidationError({"alt": "A picture that is only decoration has no description. Keep one of the two."})
