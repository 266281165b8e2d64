"""The words of the mails, as staff edit them."""

from django.db import models

from consultations.models.outbox_message import OutboxMessage


class MailText(models.Model):
    """Subject and body of one kind of mail. Blank means the words that come with the site (`mail_texts`)."""

    kind = models.CharField("mail", max_length=20, unique=True, choices=OutboxMessage.Kind, editable=False)
    subject = models.CharField(
        max_length=120,
        blank=True,
        help_text="Up to 120 letters. No word about health. Left blank, our words are used.",
    )
    body = models.TextField(
        "text",
        max_length=5000,
        blank=True,
        help_text="An empty line begins a new paragraph. No word about health. Left blank, our words are used.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "mail text"
        verbose_name_plural = "mail texts"

    def __str__(self):
        return self.get_kind_display()
