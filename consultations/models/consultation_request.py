"""The request of one patient: how to reach them, and what they told us."""

from django.conf import settings
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.encrypted_fields import EncryptedJSONField, EncryptedTextField, SealedModel
from consultations.reference import new_reference

LONGEST_STORY = 5000  # characters, line ends counted once


class ConsultationRequest(SealedModel):
    """What one patient sent us. Written by `intake`; its state is changed by `workflow` alone."""

    class Status(models.TextChoices):
        NEW = "new", "New"
        IN_REVIEW = "in_review", "In review"
        WAITING = "waiting", "Waiting for patient"
        TIMES_OFFERED = "times_offered", "Times offered"
        BOOKED = "booked", "Booked"
        SEEN = "seen", "Seen"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        QUARANTINED = "quarantined", "Quarantine"

    class Source(models.TextChoices):
        FORM = "form", "Form on the site"
        PHONE = "phone", "Phone call"
        VISIT = "visit", "Came by"

    class ClosedReason(models.TextChoices):
        ELSEWHERE = "elsewhere", "Booked elsewhere"
        NOT_SUITABLE = "not_suitable", "Not suitable"
        NO_REPLY = "no_reply", "No reply from the patient"
        OTHER = "other", "Another reason"
        DUPLICATE = "duplicate", "Same person as another request"
        SPAM = "spam", "Spam"

    class ContactBy(models.TextChoices):
        EMAIL = "email", "Email"
        PHONE = "phone", "Phone call"
        TEXT = "text", "Text message"

    class Concern(models.TextChoices):
        BRIDGE = "bridge", "Bridge"
        TIP = "tip", "Tip"
        NOSTRILS = "nostrils", "Nostrils"
        BETWEEN = "between", "Between the nostrils"
        BREATHING_LEFT = "breathing_left", "Breathing, left"
        BREATHING_RIGHT = "breathing_right", "Breathing, right"
        SYMMETRY = "symmetry", "Symmetry"
        SKIN = "skin", "Skin or scar"
        UNSURE = "unsure", "I am not sure"

    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    status = models.CharField("state", max_length=20, choices=Status, default=Status.NEW, editable=False)
    created_at = models.DateTimeField("received", default=timezone.now, editable=False)
    # The last change of its state, or of what the patient sent. `retention` counts from here.
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    form_key = models.CharField(max_length=64, unique=True, editable=False)
    source = models.CharField("came by", max_length=10, choices=Source, default=Source.FORM, editable=False)
    source_path = models.CharField("came from the page", max_length=200, blank=True, editable=False)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # Until when we owe an answer; empty while the next step is the patient's, or nobody's.
    answer_due_at = models.DateTimeField("answer due", null=True, blank=True, editable=False)
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    first_answered_at = models.DateTimeField("first answer", null=True, blank=True, editable=False)
    answered_after = models.PositiveIntegerField("working minutes to it", null=True, blank=True, editable=False)
    first_booked_at = models.DateTimeField("first booked", null=True, blank=True, editable=False)
    closed_reason = models.CharField("closed because", max_length=20, choices=ClosedReason, blank=True, editable=False)
    held_since = models.DateTimeField("kept for a legal reason since", null=True, blank=True, editable=False)
    hold_reason = EncryptedTextField("why it is kept", max_length=500, blank=True, editable=False)
    erase_wished_at = models.DateTimeField("patient asked to erase it", null=True, blank=True, editable=False)

    full_name = EncryptedTextField(max_length=200)
    email = EncryptedTextField("email address", max_length=254, validators=[validate_email])
    phone = EncryptedTextField("phone number", max_length=40, blank=True)
    contact_by = EncryptedTextField(choices=ContactBy, default=ContactBy.EMAIL)
    best_time = EncryptedTextField("best time to reach you", max_length=200, blank=True)
    language = EncryptedTextField("language you like to speak", max_length=100, blank=True)

    operations_count = EncryptedJSONField("nose operations so far")
    last_operation_year = EncryptedJSONField("year of the last one", null=True, blank=True)

    concerns = EncryptedJSONField("what bothers you", default=list)
    story = EncryptedTextField("in your own words", max_length=LONGEST_STORY, blank=True)
    travelling_from = EncryptedTextField("coming from", max_length=200, blank=True)
    heard_from = EncryptedTextField("heard of us", max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "request"
        permissions = [
            ("export_consultationrequest", "Can export requests"),
            ("hold_consultationrequest", "Can keep requests for a legal reason"),
            ("erase_consultationrequest", "Can erase requests for good"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="request_newest_first"),
            # However much spam came in a row, the list of all without it does not read through it.
            models.Index(fields=["-created_at", "-id"], condition=~Q(status="quarantined"), name="request_not_spam"),
            models.Index(fields=["status", "-created_at", "-id"], name="request_by_state"),
            models.Index(
                fields=["answer_due_at", "id"], condition=Q(answer_due_at__isnull=False), name="request_by_promise"
            ),
            # SQLite sees that a query fits a condition only where both compare with one value at a time.
            models.Index(
                fields=["owner", "answer_due_at", "id"],
                condition=~Q(status="closed") & ~Q(status="withdrawn") & ~Q(status="quarantined"),
                name="request_by_owner",
            ),
            models.Index(
                fields=["first_answered_at", "source", "answered_after"],
                condition=Q(first_answered_at__isnull=False),
                name="request_by_first_answer",
            ),
            models.Index(
                fields=["changed_at", "id"],
                # All but waiting and times_offered, as `inbox` asks for those.
                condition=~Q(status="new")
                & ~Q(status="in_review")
                & ~Q(status="booked")
                & ~Q(status="seen")
                & ~Q(status="closed")
                & ~Q(status="withdrawn")
                & ~Q(status="quarantined"),
                name="request_patient_is_next",
            ),
            models.Index(fields=["status", "changed_at", "id"], name="request_by_change"),
            models.Index(
                fields=["closed_reason", "created_at"], condition=Q(status="closed"), name="request_by_reason"
            ),
            models.Index(
                fields=["first_booked_at"], condition=Q(first_booked_at__isnull=False), name="request_by_first_visit"
            ),
            models.Index(fields=["id"], condition=Q(erase_wished_at__isnull=False), name="request_to_erase"),
        ]

    def __str__(self):
        return self.reference

    @property
    def chosen_areas(self) -> set[str]:
        """The areas to mark on a drawing; none when they cannot be read."""
        return set() if isinstance(self.concerns, str) else set(self.concerns)

    @property
    def concerns_in_words(self) -> str:
        """What it is about, in the order of the form: “Bridge, tip, breathing left”."""
        if isinstance(self.concerns, str):  # unreadable, now or when it was corrected
            return self.concerns
        words = [label for value, label in self.Concern.choices if value in self.concerns]
        plain = [word.replace(", ", " ") for word in words]
        return ", ".join(
            plain[:1] + [word[0].lower() + word[1:] if word != "I am not sure" else "not sure" for word in plain[1:]]
        )
