"""Mails about staff accounts: written in the transaction of what caused them, sent by the worker, each at most once.

No mail leaves inside a web request, and a one-time link is made while its mail leaves, so that nothing stored opens a
page. Nobody sends again what was given up or may have arrived; whoever waits for a link asks for another.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from practice_site import mail_drawing, mail_queue
from practice_site.accounts import one_time_links
from practice_site.accounts.account_mail_words import OURS
from practice_site.health import register_check, register_warning
from practice_site.mail_delivery import deliver
from practice_site.models import AccountMail, OneTimeLink, Practice, StaffAccount
from practice_site.worker import Job, register_job

Kind = AccountMail.Kind
State = AccountMail.State
OPENS = {
    Kind.INVITATION: OneTimeLink.Opens.INVITATION,
    Kind.PASSWORD_RESET: OneTimeLink.Opens.NEW_PASSWORD,
    Kind.ADDRESS_CHANGE: OneTimeLink.Opens.NEW_ADDRESS,
}
KEPT_FOR = timedelta(days=3)  # after a mail has ended


def write(kind: str, account: StaffAccount, *, to: str = "", detail: str = "") -> AccountMail:
    """Queue a mail about `account`, to its address as it is when the mail leaves, unless `to` says another.

    `detail` is a sentence of ours, never typed words. What waits or failed of the same kind with a link goes.
    """
    if kind in OPENS:
        AccountMail.objects.filter(kind=kind, account=account).exclude(state__in=[State.SENDING, State.SENT]).delete()
    return AccountMail.objects.create(kind=Kind(kind), account=account, address=to, detail=detail)


def send_due() -> int:
    """Send every mail that is due, oldest first. Returns how many were sent."""
    mails = AccountMail.objects.filter(account__isnull=False).select_related("account")
    return mail_queue.send_due(mails, _send, _ended)


def delete_old() -> int:
    """Mails that ended some days ago. Returns how many went."""
    return AccountMail.objects.filter(ended_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def problem() -> str | None:
    """Mails that nobody tried to send; that is the worker’s work."""
    count = AccountMail.objects.late().filter(attempts=0).count()
    return f"Mails about staff accounts that waited for more than 30 minutes: {count}." if count else None


def warning() -> str | None:
    """Mails that the mail server does not take, which can be a matter of one address only."""
    being_tried = AccountMail.objects.filter(state=State.WAITING, attempts__gt=0)
    count = (AccountMail.objects.needing_a_person() | being_tried).count()
    return (
        f"Mails about staff accounts that the mail server did not take: {count}. The log says why." if count else None
    )


def register() -> None:
    """The worker sends what is due and clears away, `/readyz` tells what does not leave."""
    register_job(mail_queue.job("account mails", send_due, "account mail"))
    register_job(Job("account mails that are over", _clear_away, every_seconds=3600))
    register_check("account_mails", problem)
    register_warning("account_mails", warning)


def _clear_away() -> None:
    delete_old()
    one_time_links.delete_expired()


def _send(mail: AccountMail) -> None:
    if not mail.account.is_active or _is_too_late(mail):
        raise mail_queue.MustNotLeave(State.CANCELLED, "")
    deliver(lambda line: _email_of(mail, line))


def _ended(mail: AccountMail, state: str) -> None:
    if state == State.CANCELLED:
        mail.delete()


def _is_too_late(mail: AccountMail) -> bool:
    """Whoever asked for a link has given up waiting for it."""
    return mail.kind in OPENS and timezone.now() > mail.created_at + one_time_links.LASTS[OPENS[mail.kind]]


def _email_of(mail: AccountMail, line) -> EmailMultiAlternatives:
    words, practice = OURS[mail.kind], Practice.objects.current()
    text = words.body.format_map(_values_of(mail, practice))
    email = EmailMultiAlternatives(
        words.subject,
        mail_drawing.plain(text),
        settings.DEFAULT_FROM_EMAIL,
        [mail.address or mail.account.email],
        headers={
            "Message-ID": f"<account-{mail.kind}-{mail.pk}@{settings.DEFAULT_FROM_EMAIL.partition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=line,
    )
    email.attach_alternative(mail_drawing.html(words.subject, text, practice, words.button), "text/html")
    return email


def _values_of(mail: AccountMail, practice: Practice) -> dict[str, str]:
    return {
        "name": mail.account.get_short_name(),
        "email": mail.account.email,
        "practice": practice.name,
        "when": date_format(timezone.localtime(mail.created_at), "j F Y, H:i"),
        "detail": mail.detail,
        "link": _link_of(mail),
    }


def _link_of(mail: AccountMail) -> str:
    if mail.kind in OPENS:
        return one_time_links.issue(mail.account, OPENS[mail.kind], mail.address)
    is_about_failures = mail.kind == Kind.REPEATED_FAILURES
    page = "admin:practice_site_accountevent_changelist" if is_about_failures else "admin:account"
    return settings.SITE_URL + reverse(page)
