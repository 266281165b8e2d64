"""Starter content: the part of the main page from the first visit to recovery and questions."""

BLOCKS = [
    (
        "richtext",
        {
            "text": (
                "<h2>Am I a candidate?</h2>"
                "<p>If you had nose surgery and are unhappy with the result, you may be one. No page and no "
                "photo can tell you more than that. The consultation is the first step, and it goes like "
                "this:</p>"
            ),
        },
    ),
    (
        "step",
        {
            "title": "Your medical history",
            "text": "Dr. Miller asks about your health, your medicines, and each earlier operation.",
            "when": "",
        },
    ),
    (
        "step",
        {
            "title": "A full examination",
            "text": "He looks at the nose from all sides, and inside as well.",
            "when": "",
        },
    ),
    (
        "step",
        {
            "title": "What the first operation changed",
            "text": "He works out what was moved, removed, or left. Old papers help if you have them.",
            "when": "",
        },
    ),
    (
        "step",
        {
            "title": "What your nose can bear",
            "text": ("He judges whether it can stand another operation. Sometimes the answer is no, or not yet."),
            "when": "",
        },
    ),
    (
        "step",
        {
            "title": "Which changes are safe",
            "text": (
                "You talk about what is likely to work and what is not. Then you go home and think. A "
                "companion is welcome at every step."
            ),
            "when": "",
        },
    ),
    (
        "richtext",
        {
            "text": (
                "<h2>Who is the surgeon?</h2>"
                "<p>Dr. Philip J. Miller is a facial plastic surgeon in New York City. He has twenty years "
                "of work with secondary rhinoplasty patients behind him, and some of his patients travel to "
                "him from other countries. He examines thoroughly and is conservative in what he "
                "recommends.</p>"
                "<p>For him, the most important part of the consultation is to agree on what is realistic, "
                'until you both see the same goal. Here you can read <a href="page:/the-surgeon/">how Dr. '
                "Miller works</a>.</p>"
            ),
        },
    ),
    (
        "richtext",
        {
            "text": (
                "<h2>What is recovery like?</h2>"
                "<p>These are general ranges that differ from person to person, and after a second operation "
                "healing often takes longer than after a first. What your own surgeon tells you comes before "
                "this list.</p>"
            ),
        },
    ),
    (
        "step",
        {
            "title": "Rest",
            "text": (
                "Many people wear a splint, a small firm cover that shields the nose. Expect a blocked nose, "
                "bruises, and tired days."
            ),
            "when": "First week or so",
        },
    ),
    (
        "step",
        {
            "title": "Back to quiet days",
            "text": "The bruises fade. Many people return to desk work, though the nose is still swollen.",
            "when": "About weeks two and three",
        },
    ),
    (
        "step",
        {
            "title": "Back to most things",
            "text": ("Sports come back bit by bit, when your surgeon agrees. The nose may be stiff or numb in places."),
            "when": "First few months",
        },
    ),
    (
        "step",
        {
            "title": "The last of the swelling",
            "text": "The tip takes the longest. What you see before then is not yet the result.",
            "when": "A year, often more",
        },
    ),
    (
        "question",
        {
            "heading": "Questions people ask",
            "question": "How long should I wait after my last operation?",
            "answer": (
                "<p>Often about a year, so that the swelling can settle and the scars can soften. But a "
                "problem can be looked at long before that, and trouble with breathing, pain, or a new "
                "injury should be seen soon. There is more in our guide on <a "
                'href="page:/procedures/revision-nose-job-how-to-prepare/">how to prepare for a '
                "revision</a>.</p>"
            ),
        },
    ),
    (
        "question",
        {
            "heading": "",
            "question": "Can I have the nose I had before?",
            "answer": (
                "<p>In most cases, no. Tissue that was taken away does not grow back, and scars remain. It "
                "may be possible to come closer to the nose you knew, or to find a shape you can be at ease "
                "with. How close is a matter for the examination.</p>"
            ),
        },
    ),
    (
        "question",
        {
            "heading": "",
            "question": "Where does new cartilage come from?",
            "answer": (
                "<p>Sometimes the nose needs support that it has lost. A surgeon can then move a small piece "
                "of your own cartilage, called a graft, from the septum, which is the wall between the two "
                "sides of the nose. If there is not enough left, it may come from an ear or a rib, and that "
                "means a second wound with its own soreness and risks.</p>"
            ),
        },
    ),
    (
        "question",
        {
            "heading": "",
            "question": "What are the risks?",
            "answer": (
                "<p>As with all surgery, there can be bleeding, infection, poor scars, or a problem with the "
                "anesthesia, the medicine that keeps you asleep or free of pain. In the nose there can also "
                "be numbness, trouble with breathing, a change in smell, or sides that do not match. And the "
                "result may still not be what you hoped for. Ask which of these weigh most in your case.</p>"
            ),
        },
    ),
    (
        "question",
        {
            "heading": "",
            "question": "Will it hurt?",
            "answer": (
                "<p>During the operation you have anesthesia. In the days after it, many people speak of "
                "pressure and a stuffy nose more than of sharp pain. People feel this very differently, and "
                "if a graft is taken from the ear or the rib, that place is often sore as well.</p>"
            ),
        },
    ),
    (
        "question",
        {
            "heading": "",
            "question": "Can I see what I will look like?",
            "answer": (
                "<p>A picture on a screen can help the two of you talk about a goal. It cannot show how your "
                'tissue will heal. Please read <a href="page:/procedures/3d-rhinoplasty/">what 3D images can '
                "and cannot show</a> before you put much weight on one.</p>"
            ),
        },
    ),
    (
        "question",
        {
            "heading": "",
            "question": "Could a second operation fail too?",
            "answer": (
                "<p>Yes. A second operation carries more doubt than a first, and a third carries more again. "
                "This is why the talk about limits comes before any talk about a date. If the likely gain is "
                "small, leaving the nose as it is may be the wiser choice.</p>"
            ),
        },
    ),
    (
        "question",
        {
            "heading": "",
            "question": "What if I decide against it?",
            "answer": (
                "<p>Then that is your decision, and you owe no one a reason for it. You are free to come "
                "back to the question in a year, or never.</p>"
            ),
        },
    ),
    (
        "relatedpages",
        {
            "heading": "Read further",
            "pages": [
                "/procedures/revision-nose-job-how-to-prepare/",
                "/procedures/common-nose-shapes/",
                "/procedures/3d-rhinoplasty/",
                "/procedures/septoplasty-and-turbinate-reduction/",
                "/procedures/facelift/",
                "/your-first-visit/",
            ],
        },
    ),
    (
        "calltoaction",
        {
            "heading": "Take it *one step* at a time",
            "text": (
                "A consultation is a conversation. You bring your story and your questions, and you keep the "
                "right to say no."
            ),
            "button": "Request a consultation",
            "target": None,
        },
    ),
]
