"""Starter content: skeleton of the accessibility statement, unpublished until the practice completes it."""

PAGE = {
    "kind": "standard",
    "slug": "accessibility-statement",
    "title": "Accessibility statement",
    "hero_line": "A website *for everyone who comes here*",
    "summary": (
        "Draft, to be completed by the practice. It says how this website tries to be usable for everyone, "
        "and how to tell us where it fails."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Accessibility statement – Dr. Philip J. Miller, New York",
    "seo_description": (
        "How this website aims to be usable for everyone, what was done for that, and how to tell us when "
        "something does not work."
    ),
    "publish": False,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>Draft, to be completed by the practice</h2>"
                    "<p>This text is not finished, and it is not public. It says what the website aims for. "
                    "The practice must confirm it, or change it, before it goes live.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What we aim for</h2>"
                    "<p>People read this site in many ways. Some enlarge the text, some use only the "
                    "keyboard, and some have the pages read out to them. All of them should be able to read "
                    "each page and send the form.</p>"
                    "<p>The site aims at level AA of WCAG 2.2. These are rules for the web that are used "
                    "around the world. An aim is not yet proof.</p>"
                    "<p><strong>Still to fill in:</strong> whether the site meets this level in full or in "
                    "part; who tested it, how, and on what date.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What is done for it</h2>"
                    "<p>The pages are built with these points in mind:</p>"
                    "<ul>"
                    "<li>Plain words and short sentences</li>"
                    "<li>Headings in order, so that you can jump from one to the next</li>"
                    "<li>Links that say where they go</li>"
                    "<li>Strong contrast between text and background</li>"
                    "<li>Text that can be made larger</li>"
                    "<li>Pages that can be used with the keyboard alone</li>"
                    "<li>A form that names each mistake and keeps what you typed</li>"
                    "</ul>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Where it falls short</h2>"
                    "<p><strong>Still to fill in:</strong> parts of the site that are known to be hard to "
                    "use, and for whom; what is planned; and what a reader can do until then.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>If something does not work for you</h2>"
                    "<p>Please tell us which page it was and what you tried to do. If you like, say which "
                    "device or program you use. You can ask to have the same facts in another way.</p>"
                    "<p><strong>Still to fill in:</strong> a phone number, an email address, and a postal "
                    "address for such messages, and who reads them.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Your visit to the practice</h2>"
                    "<p><strong>Still to fill in:</strong> the way in, steps and elevators, parking, help "
                    "for people who hear or see little, and how to ask for an interpreter.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Date of this statement</h2>"
                    "<p><strong>Still to fill in:</strong> the date of this text, and when it will be looked "
                    "at again.</p>"
                ),
            },
        ),
    ],
}
