"""Every address that takes what people send who are not signed in, with what it takes when all is well."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from consultations import appointments, consents, patient_history, photos, private_link
from consultations.consent_wordings import PHOTOS
from consultations.health_questions import QUESTIONS_BY_KEY
from consultations.private_link import Opens
from practice_site.accounts import first_administrator, one_time_links, roles
from practice_site.models import OneTimeLink, StaffAccount
from procedures import preview_links
from tests.procedures.drafts import make_draft
from tests.samples import ANSWERS, path_of_link, patient_request, picture_bytes, upload
from tests.site.accounts.second_factors import code_of, with_app

MORNING = datetime.now(ZoneInfo("America/New_York")).replace(hour=10, minute=0, second=0, microsecond=0)
PASSWORD = "a nose for long words"
OPERATION = {
    "year": "2019",
    "month": "3",
    "surgeon": "Dr. Example",
    "surgeon_address": "1 Main Street\r\nAlbany",
    "what_was_done": "The bridge",
    "report": "have",
}
HEALTH = dict.fromkeys(QUESTIONS_BY_KEY, "yes") | {f"{key}_words": "Some" for key in QUESTIONS_BY_KEY}
WITH_A_PHOTO = {f"private:{name}" for name in ("photo_remove", "take_back", "read_data", "download_data", "erase")}
NEW_PASSWORD = "another nose for words"


@dataclass(frozen=True)
class Opened:
    """A form as somebody has it before them: where it is sent, what it takes, and the cookies of the browser.

    An answer is a string, several strings, or the bytes of a file.
    """

    path: str
    answers: dict = field(default_factory=dict)
    cookies: dict = field(default_factory=dict)


def at(name: str, answers: dict | None = None) -> Opened:
    return Opened(reverse(name), answers or {})


def behind_a_link(name: str, answers: dict | None = None, opens: str = Opens.PAGE, **place) -> Opened:
    """A form of the private page of a request that has an operation, answers about health, and a photo if one goes."""
    request = patient_request()
    consents.give(request, PHOTOS)
    if name in WITH_A_PHOTO:
        photos.keep(request, "front", upload(picture_bytes(size=(60, 40))))
    operation = patient_history.add_operation(request, {"year": 2019, "month": None})
    patient_history.save_health(request, {"nicotine": {"answer": "no", "words": ""}}, "To breathe")
    if "pk" in place:
        place["pk"] = operation.pk
    token = path_of_link(private_link.issue(request, opens)).split("/")[2]
    return Opened(reverse(name, kwargs={"token": token} | place), answers or {})


def offered_times() -> Opened:
    opened = behind_a_link("private:choose_time")
    times = appointments.offer(_request_of(opened), [MORNING + timedelta(days=days) for days in (14, 21)], actor=None)
    return Opened(opened.path, {"time": str(times[0].pk), "remind": "on"})


def booked_visit() -> Opened:
    opened = behind_a_link("private:cancel_visit")
    visit = appointments.book(_request_of(opened), MORNING + timedelta(days=14), actor=None)
    return Opened(opened.path, {"visit": str(visit.pk), "seen": str(visit.sequence)})


def _request_of(opened: Opened):
    return private_link.find(opened.path.split("/")[2]).request


def shared_draft(name: str, answers: dict) -> Opened:
    draft = make_draft()
    by = account("editor")
    link = preview_links.share(draft, by=by, label="Counsel", days=3)
    path = reverse(name, args=[preview_links.token_of(link)])
    return Opened(path, answers | {"content_hash": draft.working_hash})


def account(role: str) -> StaffAccount:
    roles.sync_roles()
    made = StaffAccount.objects.create_user(f"{role}@example.com", PASSWORD, full_name="Sample Person")
    roles.assign(made, role)
    return made


def sign_in() -> Opened:
    account("coordinator")
    return at("account_login", {"login": "coordinator@example.com", "password": PASSWORD, "next": "/admin/"})


def choosing(name: str, opens: str) -> Opened:
    token = urlsplit(one_time_links.issue(account("coordinator"), opens)).path.split("/")[-2]
    return Opened(reverse(name, args=[token]), {"password": NEW_PASSWORD})


def first_of_all() -> Opened:
    path = urlsplit(first_administrator.link()).path
    return Opened(path, {"full_name": "Ada Example", "email": "ada@example.com", "password": PASSWORD})


def as_staff(name: str, answers: dict) -> Opened:
    """Not public, but what stands between a session that was left open and the patients' records."""
    browser = Client()
    browser.force_login(account("administrator"))
    return Opened(reverse(name), answers, _cookies_of(browser))


def second_factor() -> Opened:
    """Between the password and the code."""
    who = account("coordinator")
    _, secret = with_app(who)
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": who.email, "password": PASSWORD})
    return Opened(answer.url, {"code": code_of(secret)}, _cookies_of(browser))


def _cookies_of(browser: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in browser.cookies.items()}


CONSENT = {"purpose": PHOTOS}
FRONT = {"view": "front"}
FORMS: dict[str, Callable[[], Opened]] = {
    "consultations:request": partial(at, "consultations:request", ANSWERS),
    "private:new_link": partial(at, "private:new_link", {"reference": "K7RM-2QXD", "email": "ada@example.com"}),
    "private:keep": partial(behind_a_link, "private:keep"),
    "private:choose_time": offered_times,
    "private:cancel_visit": booked_visit,
    "private:add_operation": partial(behind_a_link, "private:add_operation", OPERATION),
    "private:remove_operation": partial(behind_a_link, "private:remove_operation", pk=0),
    "private:answer_health": partial(behind_a_link, "private:answer_health", HEALTH | {"goals": "To breathe"}),
    "private:remove_health": partial(behind_a_link, "private:remove_health"),
    "private:photos_agree": partial(behind_a_link, "private:photos_agree", {"agree": "on"}),
    "private:photo_send": partial(
        behind_a_link, "private:photo_send", {"photo": picture_bytes(size=(60, 40))}, **FRONT
    ),
    "private:photo_remove": partial(behind_a_link, "private:photo_remove", **FRONT),
    "private:take_back": partial(behind_a_link, "private:take_back", **CONSENT),
    "private:agree": partial(behind_a_link, "private:agree", **CONSENT),
    "private:data_link": partial(behind_a_link, "private:data_link"),
    "private:read_data": partial(behind_a_link, "private:read_data", opens=Opens.DATA),
    "private:download_data": partial(behind_a_link, "private:download_data", opens=Opens.DATA),
    "private:letters": partial(behind_a_link, "private:letters", opens=Opens.DATA),
    "private:withdraw": partial(behind_a_link, "private:withdraw"),
    "private:erase": partial(behind_a_link, "private:erase"),
    "procedures:shared_draft_comment": partial(
        shared_draft, "procedures:shared_draft_comment", {"name": "Ada Example", "text": "Good."}
    ),
    "procedures:shared_draft_approve": partial(
        shared_draft, "procedures:shared_draft_approve", {"name": "Ada Example"}
    ),
    "account_login": sign_in,
    "first_administrator": first_of_all,
    "welcome": partial(choosing, "welcome", OneTimeLink.Opens.INVITATION),
    "account_reset_password": partial(at, "account_reset_password", {"email": "coordinator@example.com"}),
    "account_reset_password_from_key": partial(
        choosing, "account_reset_password_from_key", OneTimeLink.Opens.NEW_PASSWORD
    ),
    "mfa_authenticate": second_factor,
    "account_reauthenticate": partial(as_staff, "account_reauthenticate", {"password": PASSWORD, "next": "/admin/"}),
}
FOR_STAFF = {"account_reauthenticate", "mfa_authenticate"}
