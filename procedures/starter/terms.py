"""Starter content: skeleton of the terms, unpublished until the practice completes them."""

PAGE = {
    "kind": "standard",
    "slug": "terms",
    "title": "Terms",
    "hero_line": "What this website is, *and what it is not*",
    "summary": (
        "Draft, to be completed by the practice. It says how the pages and the form may be used, and that "
        "they do not replace a doctor."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Terms of use – Dr. Philip J. Miller, New York",
    "seo_description": (
        "How the pages and the consultation form of this website may be used, and why they do not take the "
        "place of a doctor."
    ),
    "publish": False,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>Draft, to be completed by the practice</h2>"
                    "<p>This text is not finished, and it is not public. The practice and its lawyer should "
                    "check each part. Lines that begin with “Still to fill in” show what is missing.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Who runs this website</h2>"
                    "<p>This is the website of Dr. Philip J. Miller, a facial plastic surgeon in New York "
                    "City.</p>"
                    "<p><strong>Still to fill in:</strong> the legal name of the practice, its address, and "
                    "how to reach it.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>General facts, not advice</h2>"
                    "<p>The pages give general facts about surgery of the nose and face. They are not advice "
                    "for you, since no page can examine you. Please do not start, stop, or put off a "
                    "treatment because of what you read here. Ask a doctor who knows you.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>The form does not make you a patient</h2>"
                    "<p>The form asks for a consultation. By sending it you do not become a patient, and you "
                    "do not book an operation. The practice may find that it cannot help you.</p>"
                    "<p><strong>Still to fill in:</strong> when, in the view of the practice, a person does "
                    "become its patient.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Not for emergencies</h2>"
                    "<p>Do not use this website when you need help at once. In the United States call 911. "
                    "In other places call the emergency number that is used there.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>No promise of a result</h2>"
                    "<p>Surgery turns out differently in each person. Nothing on this website promises a "
                    "result. Times of healing are general ranges, and yours may be outside them.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Text and pictures</h2>"
                    "<p><strong>Still to fill in:</strong> who owns the text and the pictures, and what "
                    "readers may do with them.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What you send us</h2>"
                    "<p>Please send only what is true and what is about you. If you write for somebody else, "
                    "make sure that they agree. What is stored is described in the privacy notice.</p>"
                    "<p><strong>Still to fill in:</strong> from what age people may use the form, and what "
                    "holds for parents and guardians.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Limits of our duty</h2>"
                    "<p><strong>Still to fill in:</strong> what the practice answers for if the website has "
                    "a mistake or is out of reach, as far as the law allows.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Law and changes</h2>"
                    "<p><strong>Still to fill in:</strong> which law and which courts apply; the date of "
                    "these terms; and how a change is made known.</p>"
                ),
            },
        ),
    ],
}
