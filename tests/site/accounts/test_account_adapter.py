"""What django-allauth would mail itself goes into the queue of account mails, in our words."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from practice_site.accounts.account_adapter import NOTICES
from practice_site.models import AccountMail

PASSWORD = "a nose for long words"


def test_every_notice_of_the_parts_in_use_has_words_of_ours():
    """But those of its own pages for addresses and passwords, which are not on this site."""
    folder = Path(allauth.__file__).parent
    code = "".join(
        file.read_text() for part in ("account", "mfa") for file in (folder / part).rglob("internal/**/*.py")
    )
    sent = set(re.findall(r'send_notification_mail\(\s*"([a-z/_]+)"', code))
    elsewhere = {"email_changed", "email_deleted", "password_set", "password_reset"}
    assert sent == NOTICES.keys() | {f"account/email/{name}" for name in elsewhere}


@pytest.mark.parametrize("template", NOTICES)
def test_notice_is_queued_and_not_sent_at_once(editor, template):
    get_adapter().send_notification_mail(template, editor)
    assert (AccountMail.objects.get().account, AccountMail.objects.get().kind) == (editor, NOTICES[template][0])
    assert mail.outbox == []


def test_mail_without_words_of_ours_does_not_leave():
    with pytest.raises(ImproperlyConfigured, match="login_code"):
        get_adapter().send_mail("account/email/login_code", "kim@example.com", {})
    assert mail.outbox == []


def test_account_without_a_password_has_none_to_change(signed_in, editor):
    answer = signed_in(editor).get("/admin/password_change/", follow=True)
    assert answer.redirect_chain == [("/admin/account/", 302)]
    assert "None yet: an administrator can give you a link." in answer.content.decode()
