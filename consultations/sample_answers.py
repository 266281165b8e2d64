"""People who do not exist, and what they might ask for: made-up names, example.com, numbers that nobody has.

555-0100 to 555-0199 are kept for fiction in every area of North America, example.com by RFC 2606.
"""

import random
from datetime import datetime, timedelta

from consultations.models import ConsultationRequest

Status, Source, Reason = ConsultationRequest.Status, ConsultationRequest.Source, ConsultationRequest.ClosedReason


def _words(text: str) -> list[str]:
    return text.split()


MADE_UP = "Sample"  # the middle name of all of them, so that nobody takes one for a patient
FIRST_NAMES = _words(
    "Ada Alma Amos Arlo Bea Boris Cleo Cyrus Dora Edgar Elsa Enzo Faye Felix Flora Gus Greta Hugo Ida Igor Iris Ivo "
    "Jasper Juno Kira Lars Leona Linus Lotte Mabel Magnus Mila Milo Nadia Nils Nora Olga Orson Otto Pearl Petra Quinn "
    "Remy Rosa Rufus Sasha Selma Silas Tess Theo Uma Ursula Vera Viggo Wanda Wilma Xenia Yara Yusuf Zelda"
)
STARTS = _words(
    "Amber Ash Barley Birch Bramble Brook Cedar Clover Copper Dapple Elder Ember Fern Flint Gorse Hazel Heather Ivy "
    "Juniper Larch Linden Maple Marl Meadow Moss Nettle Oak Orchard Pebble Pine Plum Quill Reed Rowan Sedge Slate "
    "Sorrel Thistle Umber Willow"
)
ENDS = _words(
    "bank barrow beck bridge brook bury combe cote croft dale den down fell field ford garth gate grove ham hill holt "
    "hurst land lea leigh lock marsh mere mill moor ness port ridge shaw stead stoke stone thorpe ton wick"
)
STORIES = (
    "I had one operation some years ago and breathe badly on one side since.",
    "The tip looks pinched, and the bridge has a dent where the light falls.",
    "My nose was broken twice after the operation. I would like to know what is possible.",
    "I am not unhappy, only unsure whether what I see can be changed.",
    "Breathing is hard at night and when I run. It was better before.",
    "One side is lower than the other, and photos show it.",
)
PLACES = ("", "", "", "Boston", "Philadelphia", "Toronto", "Miami", "London", "Chicago")
LANGUAGES = ("", "", "", "", "English", "Spanish", "Polish")
HEARD_FROM = ("", "", "A friend", "My doctor", "I searched for it")
# What has become of requests after so many days, and how many of a hundred.
BY_AGE = (
    (2, {Status.NEW: 70, Status.IN_REVIEW: 25, Status.WAITING: 3, Status.QUARANTINED: 2}),
    (14, {Status.IN_REVIEW: 10, Status.WAITING: 65, Status.CLOSED: 20, Status.WITHDRAWN: 3, Status.QUARANTINED: 2}),
    (90, {Status.WAITING: 25, Status.SEEN: 30, Status.CLOSED: 40, Status.WITHDRAWN: 4, Status.QUARANTINED: 1}),
    (10**6, {Status.SEEN: 22, Status.CLOSED: 72, Status.WITHDRAWN: 5, Status.QUARANTINED: 1}),
)
SOURCES = {Source.FORM: 85, Source.PHONE: 12, Source.VISIT: 3}
REASONS = {Reason.NO_REPLY: 45, Reason.ELSEWHERE: 20, Reason.NOT_SUITABLE: 20, Reason.OTHER: 15}


def answers(chance: random.Random, number: int) -> dict:
    """What one of these people writes into the form."""
    first, last = chance.choice(FIRST_NAMES), chance.choice(STARTS) + chance.choice(ENDS)
    operations = chance.choice((0, 1, 1, 1, 1, 2, 2, 3))
    phone = f"+1 {chance.randrange(201, 990)} 555 01{chance.randrange(100):02}"
    return {
        "full_name": f"{first} {MADE_UP} {last}",
        "email": f"{first}.{last}.{number}@example.com".lower(),
        "phone": phone if chance.random() < 0.6 else "",
        "contact_by": chance.choice(("email", "email", "phone", "text")),
        "best_time": chance.choice(("", "", "After five", "Mornings")),
        "language": chance.choice(LANGUAGES),
        "operations_count": operations,
        "last_operation_year": chance.randrange(2005, 2025) if operations else None,
        "concerns": sorted(chance.sample(ConsultationRequest.Concern.values, chance.choice((1, 2, 2, 3)))),
        "story": chance.choice(STORIES),
        "travelling_from": chance.choice(PLACES),
        "heard_from": chance.choice(HEARD_FROM),
    }


def standing(chance: random.Random, created_at: datetime, now: datetime) -> dict:
    """How a request of that age may stand now, with the moments that belong to its state."""
    shares = next(shares for days, shares in BY_AGE if now - created_at < timedelta(days=days))
    status = _one_of(chance, shares)
    fields = {"status": status, "source": _one_of(chance, SOURCES), "changed_at": created_at}
    if status not in {Status.NEW, Status.QUARANTINED}:
        fields["changed_at"] = created_at + (now - created_at) * chance.random() ** 3
    if status in {Status.WAITING, Status.SEEN, Status.CLOSED}:
        minutes = chance.randrange(20, 900)
        fields |= {"first_answered_at": created_at + timedelta(minutes=3 * minutes), "answered_after": minutes}
    if status == Status.CLOSED:
        fields["closed_reason"] = _one_of(chance, REASONS)
    return fields


def _one_of(chance: random.Random, shares: dict):
    return chance.choices(tuple(shares), tuple(shares.values()))[0]
