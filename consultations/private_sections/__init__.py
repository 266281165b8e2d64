"""The parts of the private page, one module each. A part only reads; what it shows never repeats what was sent."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Section:
    """One part of the page: its id and heading for “On this page”, and its template with what that needs.

    `says` are heading and lede for the whole page, from a part that knows better than the state of the request.
    """

    id: str
    heading: str
    template: str
    context: dict = field(default_factory=dict)
    says: tuple[str, str] | None = None
