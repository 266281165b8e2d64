"""Starter content: 3D rhinoplasty (a module name may not begin with a digit)."""

PAGE = {
    "kind": "procedure",
    "slug": "3d-rhinoplasty",
    "title": "3D rhinoplasty",
    "also_called": "3D imaging of the nose",
    "hero_line": "A picture to talk about, *not a promise*",
    "summary": (
        "3D rhinoplasty means planning nose surgery with a model of your face on a screen. It can help two "
        "people agree on a goal, but it cannot show the result."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "3D rhinoplasty: what images show – Dr. Philip J. Miller",
    "seo_description": (
        "How a 3D image of the nose is made, what it can show, what it cannot, and why no picture is a "
        "promise after earlier nose surgery."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>What the name means</h2>"
                    "<p>Rhinoplasty is surgery on the nose. In 3D rhinoplasty a computer shows your face in "
                    "three dimensions, so that it can be turned and seen from each side. The term is about "
                    "the planning, while the surgery itself is still done by a surgeon’s hands on living "
                    "tissue.</p>"
                    "<p>Not every surgeon uses such images, and not every patient needs them, so ask whether "
                    "one would be of use to you.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How such an image is made</h2>"
                    "<p>Methods differ from one office to the next. In general it goes like this, and since "
                    "it is only photography, you will feel nothing.</p>"
                ),
            },
        ),
        (
            "step",
            {
                "title": "Photos are taken",
                "text": ("You sit still while one or more cameras take pictures of your face from several sides."),
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "A model is built",
                "text": "A program joins the photos into one model that can be turned on a screen.",
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "You look at it as it is",
                "text": "Before any change, you can show what bothers you from each side.",
                "when": "",
            },
        ),
        (
            "step",
            {
                "title": "A change is drawn",
                "text": ("The surgeon alters the model to show an idea. You say what you like and what you do not."),
                "when": "",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What it can show, and what it cannot</h2>"
                    "<p>A model is good at some things and blind to others. It helps to keep both in "
                    "mind.</p>"
                ),
            },
        ),
        (
            "point",
            {
                "title": "It can show",
                "text": (
                    "How your nose looks from sides you seldom see, how it relates to the chin and the brow, "
                    "and which idea each of you has in mind."
                ),
            },
        ),
        (
            "point",
            {
                "title": "It cannot show",
                "text": (
                    "How thick your skin is, how you will heal, and how well you will breathe. Nor can it "
                    "show the strength of the cartilage, the firm tissue that carries the tip."
                ),
            },
        ),
        (
            "note",
            {
                "text": (
                    "<p>A program can draw any nose at all, but surgery cannot make any nose at all. No one "
                    "can promise that the result will look like the image.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Why care is needed after earlier surgery</h2>"
                    "<p>On a screen, a nose that was operated on looks like any other. But there may be scar "
                    "tissue under the skin, formed where the wound healed, and parts of the support may be "
                    "missing. None of this can be seen in a photo, so the model does not know about it.</p>"
                    "<p>The image should therefore come after the examination, or at least be judged in its "
                    "light. A surgeon who has felt how firm or weak the nose is can tell which drawn change "
                    'has a chance. You can read why in <a href="page:/procedures/secondary-rhinoplasty/">the '
                    "page on second nose operations</a>.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How to use an image well</h2>"
                    "<p>Think of it as a shared sketch, whose worth lies in the talk that takes place around "
                    "it. When you and your surgeon look at the same picture, a difference of view comes to "
                    "light early, while it can still be talked over.</p>"
                    "<ul>"
                    "<li>Ask to see a modest change as well as the one you dream of.</li>"
                    "<li>Ask which part of the drawing is likely, and which part is a hope.</li>"
                    "<li>Ask what could go less well, and what that might look like.</li>"
                    "<li>Look at the front view too, since that is how most people see you.</li>"
                    "<li>Sleep on it. A first look at a changed face can stir up a great deal.</li>"
                    "</ul>"
                    "<p>It also helps to have names for what you see. Our page on <a "
                    'href="page:/procedures/common-nose-shapes/">common nose shapes</a> explains them in '
                    "plain words.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Your face is private</h2>"
                    "<p>A 3D model of your face deserves the same care as the rest of your health record. "
                    "You may ask where it is kept and who can open it. No one should show it to others, or "
                    "use it in public, unless you have agreed to that in writing.</p>"
                    "<p>You can also say that you would rather not have one made. A mirror, a few plain "
                    "photos, and an open talk have served people well for a long time.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "Questions about images",
                "question": "Can I send a photo of a nose I like?",
                "answer": (
                    "<p>You can bring one. It shows your taste, which is useful, but it does not show what "
                    "your own skin and cartilage allow.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "What about an app on my phone?",
                "answer": (
                    "<p>Such an app knows nothing of your nose, and it often changes more than you notice. "
                    "Use it for fun if you like, but please do not take it as a plan.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "Does an image mean that I have agreed to surgery?",
                "answer": (
                    "<p>No. It is a part of the talk and nothing more, so you can look at it, thank the "
                    "surgeon, and go home.</p>"
                ),
            },
        ),
        (
            "relatedpages",
            {
                "heading": "Read next",
                "pages": [
                    "/procedures/secondary-rhinoplasty/",
                    "/procedures/common-nose-shapes/",
                    "/procedures/revision-nose-job-how-to-prepare/",
                    "/procedures/facelift/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "First the nose, *then the picture*",
                "text": ("An examination tells more than a screen. You can ask for one and leave the rest open."),
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
