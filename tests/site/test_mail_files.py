"""Where no mail server is set, mail lands as files."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage, get_connection


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def mail(number: int) -> EmailMessage:
    headers = {"Message-ID": f"<outbox-{number}@localhost>"}
    return EmailMessage(
        "Your request", "Dear Zoë,\nthank you.", "no-reply@localhost", ["zoe@example.com"], headers=headers
    )


def test_each_mail_is_a_file_that_mail_programs_read(mail_folder):
    assert get_connection().send_messages([mail(1), mail(2)]) == 2
    assert sorted(file.name for file in mail_folder.iterdir()) == ["outbox-1.eml", "outbox-2.eml"]
    read = message_from_bytes((mail_folder / "outbox-1.eml").read_bytes(), policy=policy.default)
    assert (read["To"], read["Subject"]) == ("zoe@example.com", "Your request")
    assert read.get_content() == "Dear Zoë,\nthank you."


def test_mail_that_is_sent_again_is_still_one_file(mail_folder):
    get_connection().send_messages([mail(1)])
    get_connection().send_messages([mail(1)])
    assert [file.name for file in mail_folder.iterdir()] == ["outbox-1.eml"]


def test_only_the_owner_reads_the_folder(mail_folder):
    mail(1).send()
    assert mail_folder.stat().st_mode & 0o777 == 0o700


def test_message_id_cannot_lead_out_of_the_folder(mail_folder):
    EmailMessage("x", "y", "a@localhost", ["b@example.com"], headers={"Message-ID": "<../../evil@x>"}).send()
    assert [file.name for file in mail_folder.iterdir()] == ["-evil.eml"]
