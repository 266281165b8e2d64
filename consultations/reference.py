"""References that are short, can be read aloud and cannot be guessed, for example K7RM-2QXD."""

import secrets

# No vowels, so that no words appear; none of 0 O, 1 I L, 2 Z, 5 S, 8 B, U V in pairs that look or sound alike.
LETTERS = "2345679CDFGHJKMNPQRTVWXY"
PATTERN = rf"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}"


def new_reference() -> str:
    """Eight signs out of 24 in two groups: about 36 bits."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def as_typed(text: str) -> str:
    """A reference as staff type it, brought into our spelling: `k7rm 2qxd` becomes `K7RM-2QXD`."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return f"{signs[:4]}-{signs[4:8]}" if len(signs) == 8 else signs
