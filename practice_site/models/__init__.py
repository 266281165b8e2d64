"""The ground floor's tables."""

from practice_site.models.heartbeat import Heartbeat
from practice_site.models.practice import Practice
from practice_site.models.staff_account import StaffAccount

__all__ = ["Heartbeat", "Practice", "StaffAccount"]
