"""The words of the mails that come with the site; staff can put their own in their place.

An empty line begins a new paragraph, `# ` a heading, `- ` or `1. ` an entry of a list. No word says anything about
health: a mail is read on shared screens, and its subject lies open on locked phones.
"""

from dataclasses import dataclass

from consultations.models import OutboxMessage

Kind = OutboxMessage.Kind


@dataclass(frozen=True)
class Words:
    """Subject and body of one kind of mail, with placeholders such as `{reference}`."""

    subject: str
    body: str


REACH_US = """If you have a question, you can call us at {phone}.

You can also write to us at {email}."""

KEEP_TO_YOURSELF = "Please keep the link to yourself. Anyone who has it can open your page."

RECEIVED = f"""# Thank you for writing to us

We have your request. Its reference is {{reference}}.

The link below opens your own page. There you can see where your request stands, and add to it.

{{link}}

{KEEP_TO_YOURSELF}

# What happens next

1. Someone from our team reads what you sent.
2. We contact you in the way you chose.
3. Nothing is decided until you want it to be. You can say no at any time.

{REACH_US}

In an emergency, call 911.

You did not write to us? Then someone typed your address by mistake. Please delete this mail.

{{practice}}"""

NEW_LINK = f"""# Here is your new link

It opens your own page for the request {{reference}}.

{{link}}

{KEEP_TO_YOURSELF} It ends when nobody uses it for 30 days.

You did not ask for a link? Then you can delete this mail.

{{practice}}"""

DATA_LINK = f"""# Here is the link you asked for

With it you can read and save what we keep for the request {{reference}}.

{{link}}

The link works once, and only for 15 minutes. After that you can ask for another one on your own page.

You did not ask for it? Then please delete this mail, and tell us.

{REACH_US}

{{practice}}"""

TIMES_OFFERED = f"""# Please choose a time

We can offer you these times:

{{times}}

You can choose one on your own page. If none of them suits you, please tell us there.

{{link}}

{KEEP_TO_YOURSELF}

{REACH_US}

{{practice}}"""

BOOKED = f"""# Your visit is booked

We look forward to seeing you:

# {{when}}

The place is {{address}}.

This mail brings an entry for your calendar. If the time no longer suits you, you can change it on your own page.

{{link}}

{KEEP_TO_YOURSELF}

{REACH_US}

{{practice}}"""

MOVED = f"""# Your visit has a new time

We look forward to seeing you:

# {{when}}

The place is {{address}}.

This mail brings the new entry for your calendar. If the time does not suit you, you can change it on your own page.

{{link}}

{KEEP_TO_YOURSELF}

{REACH_US}

{{practice}}"""

CANCELLED = f"""# Your visit is cancelled

This time is no longer kept for you:

# {{when}}

You do not need to do anything. On your own page you can see what comes next.

{{link}}

{REACH_US}

{{practice}}"""

REMINDER = f"""# We expect you soon

This is a short reminder of your visit:

# {{when}}

The place is {{address}}.

If the time no longer suits you, please tell us on your own page.

{{link}}

{REACH_US}

{{practice}}"""

WITHDRAWN = """# Your request is withdrawn

We no longer work on the request {reference}. You do not need to do anything.

If you change your mind, you can write to us again at any time.

{practice}"""

REPLY = f"""# We have read your request

{{answer}}

On your own page you can see where your request stands, and add to it.

{{link}}

{KEEP_TO_YOURSELF}

{REACH_US}

{{practice}}"""

NOTHING_FROM_THE_REQUEST = (
    "This mail holds nothing from the request. Please do not copy words from a request into a mail."
)

STAFF_NEW = f"""# There is a new request

Its reference is {{reference}}. You can read and answer it here:

{{link}}

{NOTHING_FROM_THE_REQUEST}"""

STAFF_CORRECTED = f"""# A request was changed

The request {{reference}} was sent once more, with changes. What it said before is kept with it.

{{link}}

{NOTHING_FROM_THE_REQUEST}"""

STAFF_NEWS = f"""# There is news on a request

Something happened with the request {{reference}}. You can see it here:

{{link}}

{NOTHING_FROM_THE_REQUEST}"""

STAFF_OVERDUE = f"""# An answer is overdue

The person behind the request {{reference}} has waited longer than we promise. You can answer here:

{{link}}

{NOTHING_FROM_THE_REQUEST}"""

STAFF_MENTION = f"""# A colleague named you in a note

The note stands with the request {{reference}}. You can read it here:

{{link}}

{NOTHING_FROM_THE_REQUEST}"""

OURS: dict[str, Words] = {
    Kind.RECEIVED: Words("We have your request, {reference}", RECEIVED),
    Kind.NEW_LINK: Words("Your new link, {reference}", NEW_LINK),
    Kind.DATA_LINK: Words("The link you asked for, {reference}", DATA_LINK),
    Kind.TIMES_OFFERED: Words("Times to choose from, {reference}", TIMES_OFFERED),
    Kind.BOOKED: Words("Your visit is booked, {reference}", BOOKED),
    Kind.MOVED: Words("Your visit has a new time, {reference}", MOVED),
    Kind.CANCELLED: Words("Your visit is cancelled, {reference}", CANCELLED),
    Kind.REMINDER: Words("A reminder of your visit, {reference}", REMINDER),
    Kind.WITHDRAWN: Words("Your request is withdrawn, {reference}", WITHDRAWN),
    Kind.REPLY: Words("Our answer to your request {reference}", REPLY),
    Kind.STAFF_NEW: Words("New request {reference}", STAFF_NEW),
    Kind.STAFF_CORRECTED: Words("Request {reference} was changed", STAFF_CORRECTED),
    Kind.STAFF_NEWS: Words("News on request {reference}", STAFF_NEWS),
    Kind.STAFF_OVERDUE: Words("Answer overdue: request {reference}", STAFF_OVERDUE),
    Kind.STAFF_MENTION: Words("You were named on request {reference}", STAFF_MENTION),
}
