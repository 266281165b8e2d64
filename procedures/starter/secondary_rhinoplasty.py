"""Starter content: secondary rhinoplasty, the main page of the site."""

from .secondary_rhinoplasty_visit import BLOCKS as VISIT_AND_RECOVERY

PAGE = {
    "kind": "procedure",
    "slug": "secondary-rhinoplasty",
    "title": "Secondary rhinoplasty",
    "also_called": "revision rhinoplasty",
    "hero_line": "When your first nose surgery *did not go right*",
    "summary": (
        "Secondary rhinoplasty is surgery on a nose that was operated on before. It may help you breathe, "
        "change the shape, or do both."
    ),
    "nav_title": "Secondary rhinoplasty",
    "nav_order": 1,
    "seo_title": "Secondary rhinoplasty (revision) – Dr. Philip J. Miller",
    "seo_description": (
        "What a second nose operation can and cannot do, why it is harder than the first, and how to find "
        "out whether it could help you."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>What is secondary rhinoplasty?</h2>"
                    "<p>Rhinoplasty is surgery that changes the nose. When a nose has been operated on "
                    "before, a further operation is called secondary. You will also read <em>revision "
                    "rhinoplasty</em>, which means the same. Here it is in a few lines.</p>"
                ),
            },
        ),
        (
            "fact",
            {
                "term": "What it may change",
                "description": "How you breathe, how your nose looks, or both.",
            },
        ),
        (
            "fact",
            {
                "term": "How it differs",
                "description": (
                    "There is scar tissue, which forms where a wound heals, and the cartilage may be weak. "
                    "Cartilage is the firm, springy tissue that holds up the lower part of the nose."
                ),
            },
        ),
        (
            "fact",
            {
                "term": "When",
                "description": ("Often about a year after the last operation, when most of the swelling is gone."),
            },
        ),
        (
            "fact",
            {
                "term": "First step",
                "description": ("A consultation, which is a talk and an examination. Nothing is decided that day."),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Why do people ask for one?</h2>"
                    "<p>No two stories are the same, but most of them begin in one of three ways. Yours may "
                    "have a little of each.</p>"
                ),
            },
        ),
        ("reason", {"text": "The first operation caused a problem that was not there before."}),
        ("reason", {"text": "The first operation left something untreated, such as a side that is blocked."}),
        (
            "reason",
            {
                "text": "The nose changed later, through aging or another outside cause, such as a blow.",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How common is it?</h2>"
                    "<p>Many people feel alone with a nose that did not turn out well. They are not.</p>"
                ),
            },
        ),
        (
            "keyfigure",
            {
                "number": "10 to 15 in every 100",
                "sentence": (
                    "Of the people who have nose surgery, about 10 to 15 in every 100 ask for a second "
                    "operation at some time."
                ),
                "text": (
                    "So your question is a common one, and you did nothing wrong by asking it. Not everyone "
                    "who asks goes on to have surgery."
                ),
                "source": "",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Why can a first operation fail?</h2>"
                    "<p>No one can promise the result of a cosmetic operation. A nose is small, it heals in "
                    "its own way, and a great deal has to go well. When it does not, the cause is often one "
                    "or more of these six:</p>"
                ),
            },
        ),
        ("reason", {"text": "The nose was not studied well enough before the operation."}),
        ("reason", {"text": "The technique did not suit this nose."}),
        ("reason", {"text": "The technique was a good choice, but it was not carried out well."}),
        ("reason", {"text": "The hopes were higher than any surgery could meet."}),
        ("reason", {"text": "The team’s care after the operation fell short."}),
        ("reason", {"text": "The patient’s own care at home fell short."}),
        (
            "note",
            {
                "text": (
                    "<p>Some of these come from little experience with noses, but the cause cannot be known "
                    "from a photo or a story alone. This page is here to explain, not to blame.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What may you be living with now?</h2>"
                    "<p>The effects go further than the mirror. Three of them come up again and again.</p>"
                ),
            },
        ),
        (
            "point",
            {
                "title": "Trust that was lost",
                "text": (
                    "You may doubt surgeons, and surgery as a whole, so that it is hard even to think about "
                    "a second time. It is fine to go slowly."
                ),
            },
        ),
        (
            "point",
            {
                "title": "A nose that is weaker",
                "text": (
                    "There may be a lot of scar tissue, weak cartilage, and a nose that has become fragile. "
                    "Many surgeons decline a second operation for this reason."
                ),
            },
        ),
        (
            "point",
            {
                "title": "Less belief in yourself",
                "text": (
                    "Unease about your face can follow you to work, to friends, and into photos. It is real, "
                    "and it is not vanity."
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How may a second operation help?</h2>"
                    "<p>There are three kinds of benefit, each with its limit, and you should hear of both "
                    "at the same time. What is likely for you can only be said after an examination.</p>"
                    "<ul>"
                    "<li><strong>Health.</strong> Better breathing can mean better sleep. But there are "
                    "other reasons for poor sleep, and an operation on the nose does not treat those.</li>"
                    "<li><strong>Comfort.</strong> A blocked passage can often be opened, though some of the "
                    "blockage may stay or come back, since scars form again.</li>"
                    "<li><strong>Self-confidence.</strong> A patient can regain self-confidence and feel at "
                    "home in their face again. Surgery may help with that, but it cannot do it alone.</li>"
                    "</ul>"
                    "<p>If air is your main concern, you may also want to read about <a "
                    'href="page:/procedures/septoplasty-and-turbinate-reduction/">surgery inside the nose '
                    "for easier breathing</a>.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What makes it harder than the first time?</h2>"
                    "<h3>The tissue</h3>"
                    "<p>Scar tissue makes the inside of the nose thicker and less easy to work with. The "
                    "layers no longer part as they once did, and the cartilage may be thin or gone in "
                    "places. This makes the work harder, and it makes the final look harder to foresee.</p>"
                    "<h3>The feelings</h3>"
                    "<p>You had high hopes, then came a long recovery, and after it the disappointment. That "
                    "weighs on anyone who thinks about a second time, and it belongs in the talk with your "
                    "surgeon as much as the scars do.</p>"
                ),
            },
        ),
        *VISIT_AND_RECOVERY,
    ],
}
