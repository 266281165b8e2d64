"""Where no mail server is set, mail lands as files."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage, get_connection

from practice_site import mail_files


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


def test_files_about_one_reference_are_forgotten_finished_or_not(mail_folder):
    ids = ["K7RM-2QXD-received-1", "K7RM-2QXD-booked-12", "K7RM-2QXE-received-3", "AK7RM-2QXD-received-4"]
    for name in ids:
        EmailMessage("x", "y", "a@localhost", ["b@example.com"], headers={"Message-ID": f"<{name}@x>"}).send()
    (mail_folder / ".K7RM-2QXD-moved-9.part").write_text("half a mail")
    assert mail_files.forget("K7RM-2QXD") == 3
    assert sorted(file.name for file in mail_folder.iterdir()) == [
        "AK7RM-2QXD-received-4.eml",
        "K7RM-2QXE-received-3.eml",
    ]
    assert mail_files.forget("K7RM-2QXD") == 0


def test_nothing_is_forgotten_where_no_mail_was_ever_written(mail_folder):
    assert mail_files.forget("K7RM-2QXD") == 0


def test_files_from_before_a_mail_server_was_set_are_forgotten_too(settings, tmp_path):
    settings.DATA_DIR, settings.EMAIL_FILE_PATH = tmp_path, None
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "K7RM-2QXD-received-1.eml").write_text("a mail")
    assert mail_files.forget("K7RM-2QXD") == 1


@pytest.mark.parametrize("reference", ["", "*", "../K7RM-2QXD"])
def test_only_a_reference_names_what_is_forgotten(mail_folder, reference):
    mail(1).send()
    with pytest.raises(ValueError, match="not a reference"):
        mail_files.forget(reference)
    assert [file.name for file in mail_folder.iterdir()] == ["outbox-1.eml"]
