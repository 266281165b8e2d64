"""Where it can bother: one table for the public map and for the staff's drawing. The names are the model's.

Two views share it. The front view spans x -180 to 180 and y 0 to 600, with the tip of the nose near (0, 340). The side
view is cut from the profile of the motif and looks to the left. The front view is a mirror: the left side of the
patient is on the left. That is why areas with a side have words of their own for staff.
"""

from collections.abc import Collection
from dataclasses import dataclass

from consultations.models import ConsultationRequest
from practice_site.motif import PROFILE

Concern = ConsultationRequest.Concern


@dataclass(frozen=True)
class Note:
    """Where the staff's drawing writes a name: a line from `reach` on the nose to (`x`, `y`), the words beyond it."""

    x: int
    y: int
    reach: int

    @property
    def anchor(self) -> str:
        """Words on the left end at their line, words on the right begin there; without a line they are centred."""
        return "middle" if self.x == self.reach else "end" if self.x < self.reach else "start"

    @property
    def words_x(self) -> int:
        return self.x + {"end": -8, "start": 8, "middle": 0}[self.anchor]


@dataclass(frozen=True)
class Area:
    """One place to choose. `front`, `front_flipped` (drawn mirrored) and `side` are SVG path data of the two views."""

    concern: Concern
    front: str = ""
    front_flipped: str = ""
    side: str = ""
    note: Note | None = None
    staff_label: str = ""

    @property
    def key(self) -> str:
        return self.concern.value

    @property
    def label_for_staff(self) -> str:
        return self.staff_label or self.concern.label

    @property
    def is_seen_from_the_front(self) -> bool:
        return bool(self.front or self.front_flipped)


_SIDE_WALL = "M31 192C32 226 38 268 46 299C54 294 66 296 75 307C69 278 54 228 31 192Z"
_WING = "M54 300C66 300 77 312 80 332C83 354 79 372 67 379C64 368 54 361 42 361C51 346 55 322 54 300Z"

AREAS = (
    Area(
        Concern.BRIDGE,
        front=(
            "M-28 142C-24 164-24 186-27 208C-30 240-35 272-40 298C-22 290 22 290 40 298"
            "C35 272 30 240 27 208C24 186 24 164 28 142C14 134-14 134-28 142Z"
        ),
        side=(
            "M189 198c-.3 12.7-8.1 25.4-15 38c-7 12.9-13.1 25.7-20 38c-6.6 11.7-14 23-22 32"
            "L148 314C168 288 190 246 203 203Z"
        ),
        note=Note(122, 215, 16),
    ),
    Area(
        Concern.TIP,
        front=(
            "M-42 303C-22 295 22 295 42 303C48 318 49 338 38 352C22 368 14 379 0 380"
            "C-14 379-22 368-38 352C-49 338-48 318-42 303Z"
        ),
        side=(
            "M130 308c-6.4 6.8-11.5 12-13 18c-1.7 6.3.4 13.8 5 19"
            "L131 345C137 342 143 342 149 344C156 334 156 324 146 316Z"
        ),
        note=Note(122, 338, 22),
    ),
    Area(
        Concern.NOSTRILS,
        front=_WING,
        front_flipped=_WING,
        side=(
            "M160 305C170 298 184 303 188 318C191 332 189 346 178 353C171 357 163 355 158 350"
            "C155 347 152 345 149 344C158 334 158 318 151 314Z"
        ),
        note=Note(-122, 345, -70),
    ),
    Area(
        Concern.BETWEEN,
        front=(
            "M-14 381C-9 380-5 380 0 380C5 380 9 380 14 381C11 388 11 394 17 401"
            "C10 406 5 407 0 407C-5 407-10 406-17 401C-11 394-11 388-14 381Z"
        ),
        side="M125 347c5 5 11 7 17 9c5.9 2 11.2 3.6 14 8L160 355L158 352C151 355 141 353 134 347Z",
        note=Note(-122, 394, -6),
    ),
    Area(
        Concern.BREATHING_LEFT,
        front_flipped=_SIDE_WALL,
        note=Note(-122, 268, -50),
        staff_label="Breathing, patient’s left",
    ),
    Area(
        Concern.BREATHING_RIGHT,
        front=_SIDE_WALL,
        note=Note(122, 268, 50),
        staff_label="Breathing, patient’s right",
    ),
    Area(Concern.SYMMETRY, front="M-6-2H6V602H-6Z", note=Note(-122, 60, 0)),
    Area(
        Concern.SKIN,
        side=(
            "M205 206C193 248 172 288 153 311C160 302 180 296 189 314C199 304 208 280 212 258C216 236 216 220 214 210Z"
        ),
        note=Note(205, 290, 114),
    ),
    Area(
        Concern.UNSURE,
        side="M231 195a83 83 0 1 0 166 0a83 83 0 1 0-166 0Z",
        note=Note(295, 151, 295),
        staff_label="Not sure",
    ),
)


@dataclass(frozen=True)
class DrawnArea:
    """An area on one drawing, and whether it is chosen there."""

    area: Area
    is_chosen: bool


@dataclass(frozen=True)
class Drawing:
    """What the template of the drawing needs."""

    areas: tuple[DrawnArea, ...]
    is_for_staff: bool
    profile: str = PROFILE

    @property
    def front_names(self) -> list[Area]:
        return [drawn.area for drawn in self.areas if drawn.is_chosen and drawn.area.is_seen_from_the_front]

    @property
    def side_names(self) -> list[Area]:
        return [drawn.area for drawn in self.areas if drawn.is_chosen and not drawn.area.is_seen_from_the_front]


def drawing(chosen: Collection[str] = (), perspective: str = "patient") -> Drawing:
    """The nose with the chosen areas marked. `perspective` is "patient" (the form) or "staff" (with names on it).

    A key that is no longer in the table marks nothing.
    """
    # Later areas of the table lie below earlier ones, so that the line of symmetry runs behind bridge and tip.
    areas = tuple(DrawnArea(area, area.key in chosen) for area in reversed(AREAS))
    return Drawing(areas, is_for_staff=perspective == "staff")
