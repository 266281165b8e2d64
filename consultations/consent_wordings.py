"""The exact words patients agree to, with their versions.

What a patient ticked is proof, so a request keeps purpose, version and text. Whoever changes a sentence gives it a
new version: add the new wording, point `CURRENT` at it, and leave the old one in `EARLIER` as long as requests name it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """One sentence to agree to: what for, which version, and the words as they stand beside the check box."""

    purpose: str
    version: int
    text: str


CONTACT = "contact"
USE = "use"
PHOTOS = "photos"
REMINDERS = "reminders"
WITH_THE_FORM = (CONTACT, USE)

CURRENT: dict[str, Wording] = {
    CONTACT: Wording(CONTACT, 1, "I agree that the practice may contact me about this request."),
    USE: Wording(
        USE,
        1,
        "I agree that the practice may store these answers, also about my health, and use them to prepare my visit.",
    ),
    PHOTOS: Wording(
        PHOTOS,
        1,
        "I am 18 or older. I agree that the practice may keep the photos I add here and look at them to prepare my "
        "visit. Nobody else sees them, and they are never published.",
    ),
    REMINDERS: Wording(REMINDERS, 1, "I agree that the practice may send me an email to remind me of a visit."),
}
# Agreed to by word of mouth, and noted by staff. Versions of their own, from 101 on, tell them from those of the site.
ORAL: dict[str, Wording] = {
    CONTACT: Wording(CONTACT, 101, "The caller agreed to be contacted about this request."),
    USE: Wording(
        USE, 101, "The caller agreed that we keep and use what was said, also about health, to prepare a visit."
    ),
}
EARLIER: list[Wording] = []
