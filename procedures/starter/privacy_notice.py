"""Starter content: skeleton of the privacy notice, unpublished until the practice completes it."""

PAGE = {
    "kind": "standard",
    "slug": "privacy-notice",
    "title": "Privacy notice",
    "hero_line": "What happens *to what you tell us*",
    "summary": (
        "Draft, to be completed by the practice. It says what this website stores when you send the form, "
        "and what it does not collect."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Privacy notice – Dr. Philip J. Miller, New York",
    "seo_description": (
        "What this website stores when you send the consultation form, which emails it sends, and what it "
        "does not collect."
    ),
    "publish": False,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>Draft, to be completed by the practice</h2>"
                    "<p>This text is not finished, and it is not public. It describes in plain words what "
                    "the website does. Lines that begin with “Still to fill in” are for the practice and its "
                    "lawyer. Please check the whole page before it goes live.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Who is responsible</h2>"
                    "<p>This is the website of Dr. Philip J. Miller, a facial plastic surgeon in New York "
                    "City.</p>"
                    "<p><strong>Still to fill in:</strong> the legal name of the practice, its address, and "
                    "the person to ask about privacy, with a phone number and an email address.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>If you only read</h2>"
                    "<p>You can read every page without giving your name. The site uses no cookies to track "
                    "you. It has no tools that measure visitors, and it loads nothing from other companies. "
                    "A page with a form may set one small cookie that the form needs in order to work.</p>"
                    "<p><strong>Still to fill in:</strong> what the company that runs the server keeps in "
                    "its own log files, such as the internet address of a visitor, and for how long.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>If you send the consultation form</h2>"
                    "<p>Then the website stores what you entered, and some of it may be about your health. "
                    "These are the things it stores:</p>"
                    "<ul>"
                    "<li>Your name, your email address, and your phone number</li>"
                    "<li>How you would like to be contacted, and which time of day suits you</li>"
                    "<li>The language you prefer</li>"
                    "<li>How many operations you had, and the year</li>"
                    "<li>What bothers you, and what you tell us in your own words</li>"
                    "<li>Where you come from, and how you heard of us</li>"
                    "<li>The wording that you agreed to when you sent the form</li>"
                    "<li>The time when your request arrived, and a reference for it</li>"
                    "<li>The page of this site from which you opened the form</li>"
                    "</ul>"
                    "<p>Some of these fields can be left empty. The consent wording is kept with your "
                    "answers, so that it stays clear what you agreed to. If you go back, change an answer and "
                    "send once more, what stood there before is kept as well.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Which emails are sent</h2>"
                    "<p>When you send the form, the website sends two emails. One goes to you and says that "
                    "your request has arrived. The other goes to the staff and says that there is a new "
                    "request. It holds none of the words you wrote.</p>"
                    "<p>Email travels through the systems of other companies. <strong>Still to fill "
                    "in:</strong> the name of the email service, and the contract with it.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Why we use it, and who sees it</h2>"
                    "<p>The practice uses your answers to reply to you and to prepare a visit. You agree to "
                    "this in the form before you send it.</p>"
                    "<p><strong>Still to fill in:</strong> who in the practice can read the requests; which "
                    "companies help to run the website; and on what terms they may see the data.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How long it is kept</h2>"
                    "<p><strong>Still to fill in:</strong> how long a request is kept if no visit follows. "
                    "Please also say what becomes part of the health record, and how long the law asks for "
                    "that to be kept.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How it is protected</h2>"
                    "<p><strong>Still to fill in:</strong> the steps the practice takes to protect the data, "
                    "in words that it can stand by.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What you can ask for</h2>"
                    "<p><strong>Still to fill in:</strong> how to see what is stored, have it put right, or "
                    "have it deleted; what the law lets or makes the practice keep; and where to complain. "
                    "Please also add the rules for readers from other countries.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Health law in the United States</h2>"
                    "<p><strong>Still to fill in:</strong> whether and how HIPAA, the federal health privacy "
                    "law, applies to the form, and where patients find the notice that this law calls "
                    "for.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Changes to this notice</h2>"
                    "<p><strong>Still to fill in:</strong> the date from which this notice holds, and how "
                    "readers learn of a change.</p>"
                ),
            },
        ),
    ],
}
