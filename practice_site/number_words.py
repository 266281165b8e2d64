"""Numbers in sentences."""

WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def in_words(number: int) -> str:
    """A number as a sentence has it: words up to twelve, figures beyond."""
    return WORDS[number] if number < len(WORDS) else f"{int(number):,}"
