"""Who we are: the one record that the footer, the mails and the search engines read."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models

EMERGENCY_SENTENCE = (
    "This form is not for emergencies. If you have heavy bleeding, a high fever, or trouble breathing, "
    "call 911 or go to an emergency room."
)
WAITING_WORDS = (
    "Many surgeons wait about a year after an operation before they plan the next one. "
    "By then most of the swelling has gone. Every nose is different. We look at yours together."
)
phone_number = RegexValidator(
    r"^\+?[0-9][0-9 ().-]{5,23}$",
    "Write the number with its area code, for example +1 212 555 0100.",
)


class PracticeManager(models.Manager):
    def current(self) -> "Practice":
        """The practice, or one with the known facts only while nobody has saved it yet. One query."""
        return self.first() or Practice()


class Practice(models.Model):
    """The one record of who we are; a blank field is hidden on the site and listed for staff as still to fill in."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)

    name = models.CharField(
        "name of the practice",
        max_length=80,
        default="Dr. Philip J. Miller",
        help_text="Stands at the top of every page. Up to 80 letters.",
    )
    surgeon = models.CharField(
        max_length=80,
        default="Dr. Philip J. Miller",
        help_text="The surgeon’s full name with title, as patients say it.",
    )
    speciality = models.CharField(
        max_length=80,
        default="Facial plastic surgery",
        help_text="Two or three words. Stands below the name on every page.",
    )
    credentials = models.TextField(
        blank=True,
        max_length=1000,
        help_text="One to a line, as you can prove them: board certification, memberships. Hidden while blank.",
    )

    street_address = models.CharField(
        "street and number", max_length=120, blank=True, help_text="Shown in the footer. Hidden while blank."
    )
    city = models.CharField(max_length=60, default="New York", help_text="Shown below the name on every page.")
    state = models.CharField(max_length=40, blank=True, help_text="For example NY. Hidden while blank.")
    postal_code = models.CharField("ZIP code", max_length=12, blank=True, help_text="Hidden while blank.")

    phone = models.CharField(
        max_length=25,
        blank=True,
        validators=[phone_number],
        help_text="Patients can tap it on the site, in mails and on error pages. Start with +1. Hidden while blank.",
    )
    email = models.EmailField(
        "email address",
        blank=True,
        help_text="Patients can write to it, and the site sends its messages for staff to it. Hidden while blank.",
    )
    opening_hours = models.TextField(
        blank=True, max_length=500, help_text="One line for each rule, for example Mon to Fri, 9:00 to 17:00."
    )
    languages = models.CharField(
        "languages spoken",
        max_length=200,
        blank=True,
        help_text="Languages the practice really offers, with commas between them. Hidden while blank.",
    )
    social_links = models.TextField(
        blank=True, max_length=1000, help_text="Full addresses that start with https://, one to a line."
    )
    emergency_sentence = models.TextField(
        max_length=400,
        default=EMERGENCY_SENTENCE,
        help_text="Stands before the consultation form. It must say where to get help at once.",
    )

    waiting_words = models.TextField(
        "words about waiting",
        max_length=400,
        default=WAITING_WORDS,
        blank=True,
        help_text="Stands on a patient’s private page, below how long ago the last operation was. Hidden while blank.",
    )

    reply_hours = models.PositiveSmallIntegerField(
        "first answer within",
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(80)],
        help_text="Hours in which the practice is open, counted from a new request. Staff see who waits longer.",
    )

    reading_grade_limit = models.PositiveSmallIntegerField(
        "highest reading grade",
        default=7,
        validators=[MinValueValidator(4), MaxValueValidator(14)],
        help_text="School years a reader needs (Flesch-Kincaid). A page above it gets a warning before publishing.",
    )

    mails_about_failures = models.BooleanField(
        "mail administrators about repeated failed sign-ins",
        default=True,
        help_text="At most one mail in six hours. Without it, only the account log and the site’s monitoring tell.",
    )

    objects = PracticeManager()

    class Meta:
        verbose_name = "practice"
        verbose_name_plural = "practice"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1), name="one_practice", violation_error_message="There is one practice only."
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        is_address = URLValidator(schemes=["https"])
        for line in self.social_link_list:
            try:
                is_address(line)
            except ValidationError:
                message = f"“{line}” is not a full address. Write one to a line, each starting with https://."
                raise ValidationError({"social_links": message}) from None

    @property
    def credential_list(self) -> list[str]:
        return _lines(self.credentials)

    @property
    def opening_hour_list(self) -> list[str]:
        return _lines(self.opening_hours)

    @property
    def language_list(self) -> list[str]:
        return [name.strip() for name in self.languages.split(",") if name.strip()]

    @property
    def social_link_list(self) -> list[str]:
        return _lines(self.social_links)

    @property
    def phone_link(self) -> str:
        """The number as a `tel:` link wants it; blank while there is none."""
        return f"tel:{phone_digits(self.phone)}" if self.phone else ""

    @property
    def place_line(self) -> str:
        """City, state and ZIP code on one line, as far as they are filled in."""
        return " ".join(
            part for part in (f"{self.city}," if self.state else self.city, self.state, self.postal_code) if part
        )


def phone_digits(number: str) -> str:
    """A number, as people write it, the way links want it: digits and a leading plus."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
