"""The stages of a request as a diagram that is drawn from the code, so that the README cannot fall behind it."""

from consultations.models import ConsultationRequest
from consultations.workflow import BACK_TO_REVIEW, BUTTON_WORDS, BY_RULE, BY_STAFF
from practice_site.readme_parts import Part

Status = ConsultationRequest.Status
PART = Part(
    "diagram",
    "<!-- stages: written by `make diagram` from consultations/workflow.py -->",
    "<!-- end of stages -->",
)
STARTS = [Status.NEW, Status.QUARANTINED]


def mermaid() -> str:
    """A Mermaid `stateDiagram-v2`: solid words are buttons of staff, “(rule)” marks what follows from what was done."""
    lines = ["stateDiagram-v2", *(f"    {status.value}: {status.label}" for status in Status)]
    lines += [f"    [*] --> {status.value}" for status in STARTS]
    for status in Status:
        lines += [f"    {status.value} --> {to}: {_button(status, to)}" for to in _in_order(BY_STAFF[status])]
        only_by_rule = set(BY_RULE[status]) - set(BY_STAFF[status])
        lines += [f"    {status.value} --> {to}: (rule)" for to in _in_order(only_by_rule)]
    lines += [f"    {status.value} --> [*]" for status in Status if not BY_STAFF[status] and not BY_RULE[status]]
    return "\n".join(lines)


def put_into(text: str) -> str:
    """The text with the diagram between its marks. Raises `ValueError` when a mark is missing."""
    return PART.put_into(text, f"```mermaid\n{mermaid()}\n```")


def _button(status: Status, to: str) -> str:
    if to == Status.IN_REVIEW:
        return BACK_TO_REVIEW.get(status, BUTTON_WORDS[to])
    return BUTTON_WORDS[to]


def _in_order(states) -> list[str]:
    return [status.value for status in Status if status in states]
