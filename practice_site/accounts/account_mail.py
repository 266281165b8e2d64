"""Mails about staff accounts: written in the transaction of what caused them, sent by the worker, each at most once.

No mail leaves inside a web request, and a one-time link is made while its mail leaves, so that nothing stored opens a
page. Where nobody can know whether a mail arrived it is not sent again; whoever waits for a link asks for another.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from practice_site import mail_drawing
from practice_site.accounts import one_time_links
from practice_site.accounts.account_mail_words import OURS
from practice_site.health import register_check, register_warning
from practice_site.mail_delivery import CLAIM_LASTS, PAUSES, NotSent, Unclear, deliver
from practice_site.models import AccountMail, OneTimeLink, Practice, StaffAccount
from practice_site.worker import Job, register_job

log = logging.getLogger(__name__)

Kind = AccountMail.Kind
State = AccountMail.State
OPENS = {
    Kind.INVITATION: OneTimeLink.Opens.INVITATION,
    Kind.PASSWORD_RESET: OneTimeLink.Opens.NEW_PASSWORD,
    Kind.ADDRESS_CHANGE: OneTimeLink.Opens.NEW_ADDRESS,
}
SECONDS_BETWEEN_LOOKS = 2
KEPT_FOR = timedelta(days=3)  # after a mail has ended
LONGEST_WAIT = timedelta(minutes=30)


def write(kind: str, account: StaffAccount, *, to: str = "", detail: str = "") -> AccountMail:
    """Queue a mail about `account`, to its address as it is when the mail leaves, unless `to` says another.

    `detail` is a sentence of ours, never typed words. What waits or failed of the same kind with a link goes.
    """
    if kind in OPENS:
        AccountMail.objects.filter(kind=kind, account=account).exclude(state__in=[State.SENDING, State.SENT]).delete()
    return AccountMail.objects.create(kind=Kind(kind), account=account, address=to, detail=detail)


def send_due() -> int:
    """Send every mail that is due, oldest first. Returns how many were sent."""
    stuck = AccountMail.objects.filter(state=State.SENDING, claimed_at__lt=timezone.now() - CLAIM_LASTS)
    stuck.update(state=State.FAILED, ended_at=timezone.now(), last_problem="The worker stopped while sending.")
    due = AccountMail.objects.filter(state=State.WAITING, due_at__lte=timezone.now(), account__isnull=False)
    return sum(_send(mail) for pk in list(due.values_list("pk", flat=True)[:100]) if (mail := _claim(pk)))


def delete_old() -> int:
    """Mails that ended some days ago. Returns how many went."""
    return AccountMail.objects.filter(ended_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def problem() -> str | None:
    """Mails that nobody tried to send; that is the worker’s work."""
    late = AccountMail.objects.filter(state=State.WAITING, attempts=0, created_at__lt=timezone.now() - LONGEST_WAIT)
    count = late.count()
    return f"Mails about staff accounts that waited for more than 30 minutes: {count}." if count else None


def warning() -> str | None:
    """Mails that the mail server does not take, which can be a matter of one address only."""
    count = AccountMail.objects.filter(Q(state=State.FAILED) | Q(state=State.WAITING, attempts__gt=0)).count()
    return (
        f"Mails about staff accounts that the mail server did not take: {count}. The log says why." if count else None
    )


def register() -> None:
    """The worker sends what is due and clears away, `/readyz` tells what does not leave."""
    register_job(Job("account mails", _send_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS))
    register_job(Job("account mails that are over", _clear_away, every_seconds=3600))
    register_check("account_mails", problem)
    register_warning("account_mails", warning)


def _send_in_a_line() -> str | None:
    sent = send_due()
    return f"{sent} account {'mail' if sent == 1 else 'mails'} sent" if sent else None


def _clear_away() -> None:
    delete_old()
    one_time_links.delete_expired()


def _claim(pk: int) -> AccountMail | None:
    """Take a mail for ourselves; None when another worker was faster."""
    waiting = AccountMail.objects.filter(pk=pk, state=State.WAITING)
    taken = waiting.update(state=State.SENDING, claimed_at=timezone.now())
    return AccountMail.objects.select_related("account").get(pk=pk) if taken else None


def _send(mail: AccountMail) -> bool:
    if not mail.account.is_active or _is_too_late(mail):
        mail.delete()
        return False
    try:
        deliver(lambda line: _email_of(mail, line))
    except NotSent as trouble:
        _try_later(mail, str(trouble))
        return False
    except Unclear as trouble:
        _end(mail, State.FAILED, str(trouble))
        return False
    _end(mail, State.SENT, "")
    return True


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


def _try_later(mail: AccountMail, trouble: str) -> None:
    """Wait longer after each failure, and give up after the last pause."""
    attempts = mail.attempts + 1
    log.warning("account mail %s not sent, try %s: %s", mail.pk, attempts, trouble)
    if attempts > len(PAUSES):
        _end(mail, State.FAILED, trouble)
        return
    due_at = timezone.now() + PAUSES[attempts - 1]
    AccountMail.objects.filter(pk=mail.pk).update(
        state=State.WAITING, attempts=attempts, due_at=due_at, last_problem=trouble
    )


def _end(mail: AccountMail, state: str, trouble: str) -> None:
    AccountMail.objects.filter(pk=mail.pk).update(
        state=state, address="", attempts=mail.attempts + 1, ended_at=timezone.now(), last_problem=trouble
    )
