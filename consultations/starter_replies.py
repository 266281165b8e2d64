"""The reply templates that come with the site; a migration stores them once, and from then on they are the practice's.

No word says anything about health. The mail around them brings a heading, the link, and how to reach the practice.
"""

FIRST_ANSWER = """Hello {name},

Thank you for writing to us, and for telling us so much. We have read all of it.

Someone from our team will contact you in the way you chose. Until then you do not have to do anything."""

ADD_PHOTOS = """Hello {name},

Thank you for your request. Before we answer it in full, it would help us to see a few photos.

You can add them on your own page. It shows you how to take each one. A phone is good enough. Only our team sees them.

You do not want to send photos? That is fine. Tell us, and we will find another way."""

TRIED_TO_CALL = """Hello {name},

We tried to call you today and did not reach you. We will try again.

Is there a better time? Then call us at {phone} when it suits you.

You can also write to us at {email}, and tell us when you like to be called."""

OTHER_TIMES = """Hello {name},

Thank you for telling us that none of the times suits you. We are looking for others.

As soon as we have some, you get a mail, and can choose one on your own page.

Are there days or hours that are always good for you? Write to us at {email}, and we will look there first."""

NOT_THE_RIGHT_PRACTICE = """Hello {name},

Thank you for your trust. We have read your request with care.

We believe that another practice can help you better than we can. This is not about you or about what you asked for. \
It is about what we offer here.

If you would like a name, call us at {phone}. We are glad to suggest where to ask."""

NO_REPLY = """Hello {name},

We wrote to you some time ago and have not heard from you. That is fine. We close your request {reference} for now.

Nothing is lost. If you would like to go on, write to us at {email}, and we open it again."""

TEMPLATES = [
    {"ordering": 10, "title": "First answer", "leads_to": "waiting", "body": FIRST_ANSWER},
    {"ordering": 20, "title": "Please add photos", "leads_to": "waiting", "body": ADD_PHOTOS},
    {"ordering": 30, "title": "We tried to call you", "leads_to": "stays", "body": TRIED_TO_CALL},
    {"ordering": 40, "title": "We look for other times", "leads_to": "stays", "body": OTHER_TIMES},
    {"ordering": 50, "title": "Not the right practice", "leads_to": "not_suitable", "body": NOT_THE_RIGHT_PRACTICE},
    {"ordering": 60, "title": "No reply: we close the request", "leads_to": "no_reply", "body": NO_REPLY},
]
