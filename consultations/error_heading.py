"""The heading of every error summary."""

COUNT_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def error_heading(count: int) -> str:
    """How many answers to look at, in words."""
    word = COUNT_WORDS[count] if count < len(COUNT_WORDS) else str(count)
    return f"Please check {word} answer{'' if count == 1 else 's'}"
