"""The words of the mails about staff accounts. They name no patient, and nothing that a visitor typed.

Values: {name} of the person, {email} they sign in with, {practice}, {when} it happened, {detail} in words of the code,
and {link}, which is put in while the mail leaves.
"""

from dataclasses import dataclass

from practice_site.models import AccountMail

Kind = AccountMail.Kind


@dataclass(frozen=True)
class Words:
    """What a mail says, and the words on its button."""

    subject: str
    body: str
    button: str = "Open my account"


NOT_YOU = """If this was you, there is nothing to do.

If it was not you, tell an administrator of your practice at once. Then choose a new password:

{link}

{practice}"""

INVITATION = """# Choose your password

Hello {name}, you can work on the staff pages of {practice}. With this link you choose your password.

{link}

You sign in with the address {email}. The link works once, within 48 hours. Please pass it on to nobody.

You did not expect this mail? Then please delete it.

{practice}"""

PASSWORD_RESET = """# Choose a new password

Hello {name}, someone asked for a new password for your account. With this link you choose one.

{link}

The link works once, within one hour. Please pass it on to nobody.

You did not ask for it? Then please delete this mail. Your password stays as it is.

{practice}"""

ADDRESS_CHANGE = """# Is this your new address?

Hello {name}, you want to sign in with this email address from now on. With this link you say that it is yours.

{link}

The link works once, within 24 hours. Until then your old address stays.

You did not ask for it? Then please delete this mail.

{practice}"""

ADDRESS_CHANGED = f"""# Your email address was changed

Hello {{name}}, the address of your account was changed on {{when}}. {{detail}}

{NOT_YOU}"""

PASSWORD_CHANGED = f"""# Your password was changed

Hello {{name}}, the password of your account was changed on {{when}}. {{detail}}

{NOT_YOU}"""

FACTOR_ADDED = f"""# A second factor was added

Hello {{name}}, this was added to your account on {{when}}: {{detail}}

{NOT_YOU}"""

FACTOR_REMOVED = f"""# A second factor was removed

Hello {{name}}, this was removed from your account on {{when}}: {{detail}}

{NOT_YOU}"""

FACTORS_RESET = f"""# You can begin anew

Hello {{name}}, your second factors and your password were taken off your account on {{when}}. {{detail}}

You are given a link by somebody you know. With it you choose a new password, then you set up a new second factor.

{NOT_YOU}"""

COLLEAGUE_RESET = """# A colleague was helped back in

Hello {name}, password and second factors of an account were taken off on {when}. It is the account of {detail}.

The account log says who did it, and why. If you know nothing of it, ask at once.

{link}

{practice}"""

SESSIONS_ENDED = f"""# You were signed out everywhere

Hello {{name}}, all sign-ins of your account were ended on {{when}}. {{detail}}

{NOT_YOU}"""

REPEATED_FAILURES = """# Someone fails to sign in, again and again

Hello {name}, within an hour before {when} there were: {detail}.

Each name is locked for a while after five failures, so nothing has to be done at once. The account log says where the
tries come from. If you know nobody who forgot a password, show it to whoever looks after the site:

{link}

{practice}"""

OURS: dict[str, Words] = {
    Kind.INVITATION: Words("Choose your password", INVITATION, "Choose my password"),
    Kind.PASSWORD_RESET: Words("Choose a new password", PASSWORD_RESET, "Choose a new password"),
    Kind.ADDRESS_CHANGE: Words("Is this your new address?", ADDRESS_CHANGE, "Use this address"),
    Kind.ADDRESS_CHANGED: Words("Your email address was changed", ADDRESS_CHANGED),
    Kind.PASSWORD_CHANGED: Words("Your password was changed", PASSWORD_CHANGED),
    Kind.FACTOR_ADDED: Words("A second factor was added to your account", FACTOR_ADDED),
    Kind.FACTOR_REMOVED: Words("A second factor was removed from your account", FACTOR_REMOVED),
    Kind.FACTORS_RESET: Words("Your second factors were taken off", FACTORS_RESET),
    Kind.COLLEAGUE_RESET: Words("A colleague was helped back in", COLLEAGUE_RESET, "Open the staff pages"),
    Kind.SESSIONS_ENDED: Words("You were signed out everywhere", SESSIONS_ENDED),
    Kind.REPEATED_FAILURES: Words(
        "Someone fails to sign in, again and again", REPEATED_FAILURES, "Open the account log"
    ),
}
