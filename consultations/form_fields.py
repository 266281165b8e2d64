"""Form fields that take what people really type: any script, pasted invisible signs, text from any kind of machine.

A field never raises anything but a `ValidationError` whose sentence says what to do, and what was typed stays in it.
"""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError

HIDDEN_CHARACTERS = "We took hidden characters out of {called}. Please look at it and send it again."
# Pasted from other programs around words and inside numbers: they show nothing and mean nothing there.
EMPTY_SIGNS = "\u00ad\u200b\u2060\ufeff"
DIRECTION_SIGNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def with_plain_line_ends(text: str) -> str:
    """CR LF and lone CR become LF, so that a line end counts once, as it does in the browser."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_control(sign: str) -> bool:
    """True for what no text needs: control characters other than tab and line feed, and halves of broken pairs."""
    return sign not in "\t\n" and unicodedata.category(sign) in {"Cc", "Cs"}


def without_control(text: str) -> str:
    return "".join(sign for sign in text if not is_control(sign))


def stripped(text: str) -> str:
    """Without white space of any script and empty signs around it; empty when nothing in it can be seen."""
    text = re.sub(rf"^[\s{EMPTY_SIGNS}]+|[\s{EMPTY_SIGNS}]+$", "", text)
    return text if any(unicodedata.category(sign) not in {"Cf", "Zs"} for sign in text) else ""


def without_empty_signs(text: str) -> str:
    """For numbers and addresses, where a sign that nobody sees can only do harm."""
    return "".join(sign for sign in text if sign not in EMPTY_SIGNS + DIRECTION_SIGNS)


class OwnWordsField(forms.CharField):
    """A text that a patient types. `called` names it in messages; `limit` is its length in characters.

    The limit is not given to the browser: `maxlength` would cut pasted text without a word.
    """

    is_one_line = True
    direction = "auto"  # Arabic and Hebrew begin at the right while they are typed

    def __init__(self, *, called: str, limit: int, **kwargs):
        self.called = called
        too_long = f"Make {called} shorter: {limit:,} characters or fewer. Now it has %(show_value)d."
        messages = {"max_length": too_long} | kwargs.pop("error_messages", {})
        super().__init__(max_length=limit, error_messages=messages, **kwargs)

    def to_python(self, value) -> str:
        text = with_plain_line_ends(str(value or ""))
        if self.is_one_line:
            text = text.replace("\t", " ")
        if any(is_control(sign) or (self.is_one_line and sign == "\n") for sign in text):
            raise ValidationError(HIDDEN_CHARACTERS.format(called=self.called), code="hidden")
        return stripped(self.tidied(text))

    def tidied(self, text: str) -> str:
        """A hook for fields that take more out than white space at the ends."""
        return text

    def bound_data(self, data, initial):
        """What comes back after an error: as typed, without the signs that would be refused again."""
        data = super().bound_data(data, initial)
        if not isinstance(data, str):
            return data
        text = without_control(with_plain_line_ends(data))
        return text.replace("\n", " ") if self.is_one_line else text

    def widget_attrs(self, widget):
        attrs = {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
        return attrs | ({"dir": self.direction} if self.direction else {})


class LongWordsField(OwnWordsField):
    """The same over several lines."""

    is_one_line = False
    widget = forms.Textarea


class EmailAddressField(OwnWordsField):
    """An email address, without the invisible signs that come along when it is pasted."""

    widget = forms.EmailInput
    direction = ""
    default_validators = forms.EmailField.default_validators

    def tidied(self, text):
        return without_empty_signs(text)


class PhoneField(OwnWordsField):
    """A telephone number of any country, kept as typed: 6 to 20 digits and the signs people write between them."""

    widget = forms.TextInput(attrs={"type": "tel"})
    direction = ""
    allowed = re.compile(r"(?:[\d\s+()./\-\u2010-\u2015\u2212]|x|ext)*", re.IGNORECASE)
    default_error_messages = {"invalid": "Enter a phone number like +1 212 555 0100. Use 6 to 20 digits."}

    def tidied(self, text):
        return without_empty_signs(text)

    def validate(self, value):
        super().validate(value)
        digits = sum(sign.isdecimal() for sign in value)
        if value and not (self.allowed.fullmatch(value) and 6 <= digits <= 20):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class NumberField(forms.IntegerField):
    """A whole number in the digits of any script. `smallest` and `largest` may be functions, for limits that move."""

    widget = forms.TextInput

    def __init__(self, *, smallest, largest, **kwargs):
        self.smallest, self.largest = smallest, largest
        super().__init__(**kwargs)

    def to_python(self, value) -> int | None:
        text = stripped(without_empty_signs(str("" if value is None else value)))
        if not text:
            return None
        largest = self.largest() if callable(self.largest) else self.largest
        if not re.fullmatch(r"\d{1,9}", text) or not self.smallest <= int(text) <= largest:
            message = self.error_messages["invalid"].format(smallest=self.smallest, largest=largest)
            raise ValidationError(message, code="invalid")
        return int(text)

    def bound_data(self, data, initial):
        data = super().bound_data(data, initial)
        return without_control(data) if isinstance(data, str) else data


class TokenField(forms.CharField):
    """A hidden value of our own. It never has an error: nobody could see or mend it, and a bad token is no token."""

    widget = forms.HiddenInput

    def clean(self, value) -> str:
        text = str(value or "")
        return "" if any(is_control(sign) for sign in text) else text

    def bound_data(self, data, initial):
        return self.clean(super().bound_data(data, initial))


class LeaveEmptyField(TokenField):
    """A text field that people neither see nor reach by keyboard, and programs that fill in everything do fill in.

    Browsers have nothing of this name to put in, and password managers are told to pass by.
    """

    widget = forms.TextInput(
        attrs={
            "autocomplete": "off",
            "tabindex": "-1",
            "data-1p-ignore": True,
            "data-bwignore": True,
            "data-lpignore": "true",
            "data-form-type": "other",
        }
    )
