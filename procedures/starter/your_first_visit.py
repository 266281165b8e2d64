"""Starter content: your first visit."""

PAGE = {
    "kind": "standard",
    "slug": "your-first-visit",
    "title": "Your first visit",
    "hero_line": "You come to talk. *Nothing is decided that day*",
    "summary": (
        "The first visit is a conversation and an examination of your nose. You learn what may be possible, "
        "and you go home to think."
    ),
    "nav_title": "Your first visit",
    "nav_order": 3,
    "seo_title": "Your first visit with Dr. Philip J. Miller, New York",
    "seo_description": (
        "What happens at a first visit about nose surgery, what to bring, whom to bring, and what you can "
        "ask. Nothing is decided that day."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>Before you come</h2>"
                    '<p>It begins with <a href="/consultation/">the form to request a consultation</a>. You '
                    "say how to reach you, how many operations you had, and what bothers you. Short answers "
                    "are fine, and you can choose how the practice should contact you.</p>"
                    "<p>Some people feel nervous for days before a visit like this. If the last doctor’s "
                    "room was a place of bad news, that makes sense. It may help to know what will happen, "
                    "so here it is, from the door to the way home.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What helps to bring</h2>"
                    "<p>None of this is a must, and it is better to come without it than not at all.</p>"
                    "<ul>"
                    "<li>A report from your earlier operation, if you can get one</li>"
                    "<li>A few photos from before that operation</li>"
                    "<li>The names of all medicines you take, also those without a prescription</li>"
                    "<li>Your questions, written down</li>"
                    "<li>A person you trust</li>"
                    "</ul>"
                    "<p>A companion can listen while you speak and remember what you forget. You can also "
                    "ask them to wait outside for a part of the visit. How to find old papers is explained "
                    'on the page <a href="page:/procedures/revision-nose-job-how-to-prepare/">how to prepare '
                    "for a revision</a>.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>In the room</h2>"
                    "<p>The order may change a little, but these are the parts. You can ask for a pause at "
                    "any time.</p>"
                ),
            },
        ),
        (
            "step",
            {
                "title": "Your side of the story",
                "text": (
                    "Dr. Miller asks what was done, when, and how you felt about it. Then he asks what you "
                    "would like to be different."
                ),
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "Your health",
                "text": (
                    "He asks about illness, allergies, earlier operations, smoking, and medicines. Some "
                    "answers change what is safe for you, so please be open."
                ),
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "Your nose from outside",
                "text": (
                    "He looks at it from each side and feels how firm it is. This shows where support is "
                    "strong and where it is missing."
                ),
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "Your nose from inside",
                "text": (
                    "He looks at the passages, at scars, and at the septum, the wall between the two sides. "
                    "You can ask him to say what he is doing, and tell him if it is unpleasant."
                ),
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "What it adds up to",
                "text": (
                    "He tells you what the first operation changed and whether the nose can bear another. He "
                    "says which changes are safe and likely to work, and which are not."
                ),
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "One picture of the goal",
                "text": (
                    "You compare what you hope for with what is realistic. It may take a while, and it is "
                    "the part that counts most."
                ),
                "when": "",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What you may hear</h2>"
                    "<p>There are three honest answers, and each of them has its use. If none of them sits "
                    "well with you, you are free to ask elsewhere.</p>"
                ),
            },
        ),
        (
            "point",
            {
                "title": "It may be possible",
                "text": ("Then you hear what could improve, what could go wrong, and how sure or unsure it all is."),
            },
        ),
        (
            "point",
            {
                "title": "Not yet",
                "text": (
                    "The nose may still be swollen, or your health may need care first. In the meantime, "
                    "healing does some of the work."
                ),
            },
        ),
        (
            "point",
            {
                "title": "Better not",
                "text": (
                    "If the risk outweighs the likely gain, he will say so. That can hurt, and it can also be a relief."
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>When you go home</h2>"
                    "<p>You do not sign up for surgery that day. Let some time pass, talk to people you "
                    "trust, and get a second opinion if you wish to have one. When new questions come up, "
                    "write them down and ask them.</p>"
                    "<p>If you do not come back, you need not explain. The visit was still worth it if you "
                    "understand your nose a little better. There is more about the operation itself on <a "
                    'href="page:/procedures/secondary-rhinoplasty/">our page about secondary rhinoplasty, '
                    "nose surgery after an earlier one</a>.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "Small things people ask",
                "question": "Do I have to show photos of my face?",
                "answer": ("<p>No. The first form asks for none. You can bring photos to the visit or leave them.</p>"),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "What if I start to cry?",
                "answer": (
                    "<p>Then you cry, and no one will mind. Some people carry this with them for years "
                    "before they speak of it.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "Can I come only to hear an opinion?",
                "answer": (
                    "<p>Yes. To understand where you stand is a good reason to come, even if you never want "
                    "another operation.</p>"
                ),
            },
        ),
        (
            "relatedpages",
            {
                "heading": "Read next",
                "pages": [
                    "/procedures/revision-nose-job-how-to-prepare/",
                    "/the-surgeon/",
                    "/travelling-to-new-york/",
                    "/questions/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "The first step *is a small one*",
                "text": "Send a few lines about yourself. From there you decide how far you wish to go.",
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
