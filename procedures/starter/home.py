"""Starter content: the home page."""

PAGE = {
    "kind": "home",
    "slug": "",
    "title": "Home",
    "hero_line": "A second nose surgery *starts with a careful look*",
    "summary": (
        "Dr. Philip J. Miller is a facial plastic surgeon in New York. For twenty years he has worked with "
        "people who come to him after an earlier nose surgery."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Revision nose surgery in New York – Dr. Philip J. Miller",
    "seo_description": (
        "Dr. Philip J. Miller is a facial plastic surgeon in New York. His main subject is surgery on noses "
        "that were operated on before."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>If you are not sure where to turn</h2>"
                    "<p>You had surgery on your nose, and something is still not right. It may be the way "
                    "you breathe, or the shape you see in the mirror, or both at once. Perhaps you gave it "
                    "time, as you were told to, and time did not help.</p>"
                    "<p>It is hard to trust a surgeon again after that, so these pages are made for slow "
                    "reading. They say what a second operation may do, where it has its limits, and how a "
                    "first talk goes. You do not have to decide anything here.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What this practice does</h2>"
                    "<p>The main subject here is secondary rhinoplasty. Rhinoplasty is surgery on the nose, "
                    "and <em>secondary</em> means that the nose was operated on before. Some surgeons call "
                    "the same thing a revision.</p>"
                    "<p>The second time is harder than the first, because scar tissue has formed where the "
                    "nose healed. The cartilage, the firm and springy tissue that gives the nose its form, "
                    "may have become weak as well. You can read more in <a "
                    'href="page:/procedures/secondary-rhinoplasty/">our main page about secondary '
                    "rhinoplasty</a>.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How Dr. Miller works</h2>"
                    "<p>Three habits shape the work, and you will notice each of them at the first visit. "
                    'You can also read <a href="page:/the-surgeon/">more about Dr. Miller</a> before you '
                    "come.</p>"
                ),
            },
        ),
        (
            "point",
            {
                "title": "He looks closely",
                "text": (
                    "An earlier operation leaves signs, both inside and outside. He wants to understand them "
                    "before he says what could be done."
                ),
            },
        ),
        (
            "point",
            {
                "title": "He suggests little",
                "text": (
                    "A nose that has been through surgery should not be asked to bear more than it can. The "
                    "smaller change is often the wiser one."
                ),
            },
        ),
        (
            "point",
            {
                "title": "He agrees on a goal with you",
                "text": (
                    "You both need the same picture in mind, and it has to be a realistic one. For him this "
                    "is the most important part of the talk."
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>You are not alone with this</h2>"
                    "<p>Many people think they are the only one who is still unhappy after surgery, and they "
                    "keep it to themselves for a long time. The figure below says something else.</p>"
                ),
            },
        ),
        (
            "keyfigure",
            {
                "number": "10 to 15 in every 100",
                "sentence": (
                    "About 10 to 15 in every 100 people who have nose surgery ask for a second operation at some time."
                ),
                "text": "To ask is not to complain. It means that you would like someone to look again.",
                "source": "",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How a first visit goes</h2>"
                    "<p>It is a conversation and an examination, and you may bring someone with you. If you "
                    'like to know things before they happen, read <a href="page:/your-first-visit/">what to '
                    "expect at your first visit</a>.</p>"
                ),
            },
        ),
        (
            "step",
            {
                "title": "You tell your story",
                "text": "What was done, how it went, and what troubles you most today.",
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "He asks about your health",
                "text": "Past operations, illness, allergies, and the medicines you take.",
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "He examines your nose",
                "text": ("He looks at what has changed since the first surgery, and at how much strength is left."),
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "You speak about what is possible",
                "text": ("That may be surgery, or more time, or nothing at all. You take the answer home with you."),
                "when": "",
            },
        ),
        (
            "relatedpages",
            {
                "heading": "What you can read here",
                "pages": [
                    "/procedures/secondary-rhinoplasty/",
                    "/procedures/revision-nose-job-how-to-prepare/",
                    "/procedures/common-nose-shapes/",
                    "/procedures/3d-rhinoplasty/",
                    "/procedures/septoplasty-and-turbinate-reduction/",
                    "/procedures/facelift/",
                    "/travelling-to-new-york/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "Begin *when you are ready*",
                "text": (
                    "It starts with a short form and then a conversation. You can ask anything you like, and "
                    "you can stop at any point."
                ),
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
