"""Starter content: traveling to New York (the path keeps the spelling that it was agreed with)."""

PAGE = {
    "kind": "standard",
    "slug": "travelling-to-new-york",
    "title": "Traveling to New York",
    "hero_line": "Coming from far away, *one step at a time*",
    "summary": (
        "Patients come to Dr. Miller from other countries. This page helps you think through the journey "
        "before you book anything."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Traveling to New York for nose surgery – Dr. P. J. Miller",
    "seo_description": (
        "For patients from other cities and countries: what to settle before you book, how long to allow, "
        "and what to arrange for the time back home."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>First talk, then travel</h2>"
                    "<p>To cross a border for a second nose operation takes courage, and it takes planning. "
                    "Even if you have thought about it for a long time, please book no flight before you "
                    "have had an answer from the practice.</p>"
                    '<p>Start with <a href="/consultation/">the form to request a consultation</a>, and say '
                    "where you would come from. Ask what can be cleared up from a distance. Some of it may "
                    "be, but whether surgery makes sense can only be judged after Dr. Miller has examined "
                    "you.</p>"
                ),
            },
        ),
        (
            "note",
            {
                "text": (
                    "<p>It may turn out in New York that surgery is not right for you, and then you will "
                    "have traveled for a no. Please weigh this before you set out.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>One journey or two?</h2>"
                    "<p>Nothing is decided at the first visit. That is a good rule for everyone, but it asks "
                    "more of those who come from afar. There are two ways to keep it.</p>"
                ),
            },
        ),
        (
            "point",
            {
                "title": "Two journeys",
                "text": (
                    "You come for the consultation, go home, and return only if you want the operation. It "
                    "costs more, but you decide in your own bed."
                ),
            },
        ),
        (
            "point",
            {
                "title": "One longer stay",
                "text": (
                    "You leave days free between the talk and a possible date. Ask if this can be arranged, "
                    "and keep a way out, such as a ticket you can change."
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How long to allow</h2>"
                    "<p>Healing differs from person to person, so these are only rough ranges. Ask Dr. "
                    "Miller what would hold for you, and add a few spare days.</p>"
                ),
            },
        ),
        (
            "step",
            {
                "title": "Consultation and tests",
                "text": ("You talk, you are examined, and you may need blood tests or a check by another doctor."),
                "when": "Some days before",
            },
        ),
        (
            "step",
            {
                "title": "The operation and first rest",
                "text": (
                    "You need someone with you for the ride and the first night. After anesthesia, the "
                    "medicine that lets you sleep or numbs you, you should not be alone."
                ),
                "when": "First days",
            },
        ),
        (
            "step",
            {
                "title": "Checks and stitches",
                "text": (
                    "A splint, a firm cover on the nose, often comes off after about a week. Stitches on the "
                    "outside often come out then too."
                ),
                "when": "First week or two",
            },
        ),
        (
            "step",
            {
                "title": "The flight home",
                "text": (
                    "Many surgeons ask people to wait one to two weeks or more before they fly. Do not book "
                    "a fixed date until you have asked."
                ),
                "when": "When your surgeon agrees",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What to settle before you book</h2>"
                    "<ul>"
                    "<li><strong>Entry.</strong> Ask the United States embassy or consulate near you which "
                    "papers you need for a medical stay.</li>"
                    "<li><strong>Costs.</strong> Ask for them in writing: what is included, what is left "
                    "out, and for how long the figure holds. Then add the stay, the meals, and a ticket for "
                    "your companion.</li>"
                    "<li><strong>Insurance.</strong> Your plan at home may not pay abroad, nor for problems "
                    "that follow surgery of your own choice. Ask your insurer in writing.</li>"
                    "<li><strong>Papers.</strong> Have the report of your earlier surgery translated into "
                    "English if you can. Our guide says <a "
                    'href="page:/procedures/revision-nose-job-how-to-prepare/">which old papers help '
                    "most</a>.</li>"
                    "<li><strong>Medicines.</strong> Bring them in their own boxes, with the names in "
                    "print.</li>"
                    "</ul>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>If English is not your first language</h2>"
                    "<p>Tell us in the form which language you prefer, and ask what help can be arranged. "
                    "You should be able to understand each word about risks and limits. A friend can be a "
                    "great comfort in the room, but for medical matters a trained interpreter is the surer "
                    "choice.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>When you are home again</h2>"
                    "<p>A nose heals for a year or longer after <a "
                    'href="page:/procedures/secondary-rhinoplasty/">secondary rhinoplasty, a further '
                    "operation on the nose</a>. Find a doctor near you, before you leave, who is willing to "
                    "look at it if needed. Ask who will look at photos and answer questions from a distance, "
                    "and take home a copy of all reports.</p>"
                    "<p>A long flight after any operation can raise the risk of a blood clot, so ask what "
                    "you should do about that. If you have heavy bleeding, a high fever, or trouble "
                    "breathing, do not wait for an email. In the United States call 911, and elsewhere your "
                    "local emergency number.</p>"
                ),
            },
        ),
        (
            "relatedpages",
            {
                "heading": "Read next",
                "pages": [
                    "/your-first-visit/",
                    "/procedures/revision-nose-job-how-to-prepare/",
                    "/the-surgeon/",
                    "/questions/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "Write first, *pack later*",
                "text": "Tell the practice where you live and what bothers you. Then you can plan in peace.",
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
