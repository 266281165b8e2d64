"""What we ask about health. The keys are stored; a question that goes leaves its answers readable by its key."""

from dataclasses import dataclass

YES, NO, TALK = "yes", "no", "talk"
ANSWERS = [(YES, "Yes"), (NO, "No"), (TALK, "I would rather talk about it")]
ANSWER_WORDS = dict(ANSWERS)


@dataclass(frozen=True)
class HealthQuestion:
    """One question: its key, how it is asked, what to add in a few words, and its short name for staff."""

    key: str
    question: str
    hint: str
    for_staff: str


HEALTH_QUESTIONS = (
    HealthQuestion("breathing", "Is it hard to breathe through your nose?", "Which side, and when.", "Hard to breathe"),
    HealthQuestion(
        "bleeding", "Do you bleed for a long time, or does anyone in your family?", "After a cut, say.", "Bleeds long"
    ),
    HealthQuestion(
        "medicines", "Do you take medicines?", "Which ones? Aspirin, herbs and vitamins count, too.", "Medicines"
    ),
    HealthQuestion("allergies", "Are you allergic to anything?", "To a medicine, latex, tape, food.", "Allergies"),
    HealthQuestion("illness", "Does a doctor treat you for an illness?", "Which one.", "Under treatment"),
    HealthQuestion("nicotine", "Do you smoke or use nicotine?", "How much, and since when.", "Nicotine"),
    HealthQuestion("scars", "Have scars of yours grown thick or raised?", "Where.", "Raised scars"),
    HealthQuestion(
        "anaesthesia",
        "Did anaesthesia, the sleep for an operation, ever cause trouble?",
        "What happened.",
        "Anaesthesia",
    ),
)
QUESTIONS_BY_KEY = {question.key: question for question in HEALTH_QUESTIONS}
