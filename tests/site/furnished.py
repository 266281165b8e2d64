"""A site with one of everything, so that each address has something behind it."""

from datetime import date, timedelta
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone

from consultations import private_link
from consultations.models import ConsultationRequest, ReplyTemplate
from practice_site.accounts import one_time_links
from practice_site.accounts.one_time_links import Opens
from practice_site.models import Heartbeat, Practice, SpecialDay, StaffAccount
from practice_site.worker import WORKER
from procedures import preview_links, publishing
from procedures.models import ArchiveRecord, Image, Page
from tests import samples
from tests.consultations.full_request import full_request
from tests.site.accounts.passkeys import Device

PICTURE = r"^media/pictures/(?P<name>[0-9a-f]{64}/(?!master)[a-z0-9-]+\.(?:avif|webp|jpg))$"
ROOMS = "admin/^(?P<app_label>practice_site|procedures|consultations)/$"
ANYTHING_ELSE = "admin/(?P<url>.*)$"


def furnish(account: StaffAccount) -> dict[str, dict | str]:
    """Fill the database on behalf of `account`. Returns what `every_url.path_of` needs to find each thing.

    Writes files: give `MEDIA_ROOT` and `DATA_DIR` a folder of the test before.
    """
    Practice.objects.get_or_create(pk=1)
    Heartbeat.objects.create(name=WORKER, beat_at=timezone.now() + timedelta(days=1))  # however long a walk takes
    invited = StaffAccount.objects.create_user("invited@example.com", full_name="Invited Colleague")
    return {
        "admin/welcome/": {"token": _staff_token(invited, Opens.INVITATION)},
        "admin/password/reset/": {"token": _staff_token(invited, Opens.NEW_PASSWORD)},
        "admin/account/email/": {"token": _staff_token(account, Opens.NEW_ADDRESS, "new@example.com")},
        "admin/second-factor/": {"pk": _passkey(invited).pk},  # somebody else’s, for everybody
        "admin/practice_site/openinghours/": {"pk": SpecialDay.objects.create(day=date(2027, 3, 1)).pk},
        "admin/practice_site/staffaccount/": {"object_id": account.pk, "pk": account.pk},
        "admin/practice_site/practice/": {"object_id": 1},
        **_what_the_public_reads(account),
        **_what_patients_send(account),
        ROOMS: "/admin/consultations/",
        ANYTHING_ELSE: "/admin/nothing-here/",
    }


def _what_the_public_reads(account: StaffAccount) -> dict[str, dict | str]:
    samples.live_page("", kind="home")
    standard = samples.live_page("about", kind="standard")
    page = _changed(samples.live_page("nose", ("richtext", "picture")))
    draft = preview_links.share(page, by=account, label="Dr. Miller")
    plan = publishing.schedule(page, author=account, live_from=timezone.now() + timedelta(days=3))
    numbers = {"page_id": page.pk, "object_id": page.pk, "pk": plan.pk, "link_id": draft.pk, "number": 1}
    picture = next(Path(settings.MEDIA_ROOT).rglob("*[0-9].jpg")).relative_to(settings.MEDIA_ROOT)
    return {
        "admin/procedures/page/": numbers,
        "admin/procedures/image/": {"object_id": Image.objects.get().pk},
        "admin/procedures/archiverecord/": {"number": ArchiveRecord.objects.last().number},
        "procedures/": {"slug": page.slug},
        "preview/": {"token": preview_links.token_of(draft)},
        PICTURE: f"/media/{picture}",
        "static/": {"name": staticfiles_storage.stored_name("css/fonts.css")},
        "<slug:slug>/": {"slug": standard.slug},
    }


def _changed(page: Page) -> Page:
    Page.objects.filter(pk=page.pk).update(title="Other words")
    page.refresh_from_db()
    publishing.record_edit(page, editor=None)
    return page


def _what_patients_send(account: StaffAccount) -> dict[str, dict]:
    patient = full_request(account, rows=1, views=1)
    other = samples.patient_request(email="other@example.com")
    reply = ReplyTemplate.objects.create(title="Please call", body="Please call us.")
    photo = {"view": "front", "size": "photo"}
    operation = patient.operations.get()
    return {
        "admin/consultations/consultationrequest/": photo
        | {"pk": patient.pk, "object_id": patient.pk, "other_pk": other.pk},
        "admin/consultations/outboxmessage/": {"object_id": patient.mails.first().pk},
        "admin/consultations/replytemplate/": {"object_id": reply.pk},
        "admin/consultations/mailtext/": {"kind": "received", "object_id": "received"},
        "request/": photo | {"token": _token(patient), "pk": operation.pk, "purpose": "photos"},
        "request/<str:token>/read/": {"token": _token(patient, private_link.Opens.DATA)},
        "request/<str:token>/download/": {"token": _token(patient, private_link.Opens.DATA)},
        "request/<str:token>/letters/": {"token": _token(patient, private_link.Opens.DATA)},
    }


def _token(patient: ConsultationRequest, opens: str = private_link.Opens.PAGE) -> str:
    return private_link.issue(patient, opens).rstrip("/").rpartition("/")[2]


def _staff_token(account: StaffAccount, opens: str, new_address: str = "") -> str:
    return one_time_links.issue(account, opens, new_address).rstrip("/").rpartition("/")[2]


def _passkey(account: StaffAccount) -> Authenticator:
    return Device(account, "Laptop").row
