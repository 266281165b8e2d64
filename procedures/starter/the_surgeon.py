"""Starter content: the surgeon."""

PAGE = {
    "kind": "standard",
    "slug": "the-surgeon",
    "title": "The surgeon",
    "hero_line": "Twenty years with patients *who need a second look*",
    "summary": (
        "Dr. Philip J. Miller is a facial plastic surgeon in New York City. He examines thoroughly, and he "
        "is careful in what he suggests."
    ),
    "nav_title": "The surgeon",
    "nav_order": 2,
    "seo_title": "Dr. Philip J. Miller, facial plastic surgeon in New York",
    "seo_description": (
        "Dr. Philip J. Miller has twenty years of work with secondary rhinoplasty patients. Read how he "
        "examines, advises, and agrees on a goal with you."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>The work</h2>"
                    "<p>Dr. Philip J. Miller is a facial plastic surgeon, which means that he operates on "
                    "the face and neck. For twenty years he has worked with secondary rhinoplasty patients, "
                    "people who want surgery on a nose that was operated on before. Some of them travel to "
                    "him from other countries.</p>"
                    "<p>It is a narrow field. Many surgeons decline it, since a nose that carries scars is "
                    "harder to treat and harder to foresee. Long practice does not make it easy or any "
                    "result certain, but it does help a surgeon to see where the limits lie.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How he works with you</h2>"
                    "<p>Three things mark a consultation with him. They sound simple, but after a hard time "
                    "with surgery they may be what you missed most.</p>"
                ),
            },
        ),
        (
            "point",
            {
                "title": "A thorough look",
                "text": (
                    "He takes your history and examines the whole nose, outside and in. He wants to know "
                    "what the earlier surgery did before he speaks of a next one."
                ),
            },
        ),
        (
            "point",
            {
                "title": "A cautious plan",
                "text": (
                    "To be conservative is to do what is needed and leave the rest alone. It may also mean "
                    "to advise you against an operation."
                ),
            },
        ),
        (
            "point",
            {
                "title": "The same goal",
                "text": (
                    "He wants your hopes to be realistic, and your picture and his to be one picture. To "
                    "him, this is the heart of the visit."
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Why the goal comes first</h2>"
                    "<p>Two people can use the same words and mean different noses. You say <em>a bit "
                    "smaller</em>, and each of you sees something else. If that comes to light only after "
                    "surgery, it is too late for both of you.</p>"
                    "<p>So the talk goes on until three things are clear: what you would like to change, "
                    "what could change in your nose, and what will stay as it is. If the two of you do not "
                    "arrive at one answer, it is better not to operate.</p>"
                ),
            },
        ),
        (
            "note",
            {
                "text": (
                    "<p>Care and practice may lower some risks, but they do not remove them. No surgeon can "
                    "promise how a nose will heal.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What you may ask him</h2>"
                    "<p>You are choosing him as much as he is advising you. It is right to ask any surgeon "
                    "plain questions, and this one is no exception.</p>"
                ),
            },
        ),
        ("reason", {"text": "Where did you train, and how can I check that for myself?"}),
        ("reason", {"text": "Have you treated noses with a problem like mine?"}),
        ("reason", {"text": "What would you leave as it is, and why?"}),
        ("reason", {"text": "Who looks after me once the operation is over?"}),
        ("reason", {"text": "What do you do when a patient is not happy?"}),
        (
            "richtext",
            {
                "text": (
                    "<h2>If another surgeon operated on you</h2>"
                    "<p>You can tell your story without speaking ill of anyone, and you will not be asked "
                    "to. What counts is how your nose is today, and what it can still bear.</p>"
                    "<p>You may feel that you should have known better, or that you are asking too much. "
                    "Many people feel this way, and it need not keep you from coming. To understand more, "
                    'read the page on <a href="page:/procedures/secondary-rhinoplasty/">why a first nose '
                    'operation can fail</a>, and then the one about <a href="page:/your-first-visit/">how a '
                    "first visit goes</a>.</p>"
                ),
            },
        ),
        (
            "relatedpages",
            {
                "heading": "Read next",
                "pages": [
                    "/procedures/secondary-rhinoplasty/",
                    "/your-first-visit/",
                    "/questions/",
                    "/travelling-to-new-york/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "Meet him *and then decide*",
                "text": ("One visit shows you more about a surgeon than any page can. Bring someone you trust."),
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
