"""The ground floor's tables."""

from practice_site.models.account_event import AccountEvent
from practice_site.models.account_mail import AccountMail
from practice_site.models.heartbeat import Heartbeat
from practice_site.models.one_time_link import OneTimeLink
from practice_site.models.opening_hours import OpeningHours, SpecialDay
from practice_site.models.practice import Practice
from practice_site.models.session import Session
from practice_site.models.sign_in_tries import SignInTries
from practice_site.models.staff_account import StaffAccount

__all__ = [
    "AccountEvent",
    "AccountMail",
    "Heartbeat",
    "OneTimeLink",
    "OpeningHours",
    "Practice",
    "Session",
    "SignInTries",
    "SpecialDay",
    "StaffAccount",
]
