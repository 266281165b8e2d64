"""Starter content: skeleton of the privacy notice, unpublished until the practice completes it."""

PAGE = {
    "kind": "standard",
    "slug": "privacy-notice",
    "title": "Privacy notice",
    "hero_line": "What happens *to what you tell us*",
    "summary": (
        "Draft, to be completed by the practice. It says what this website stores when you send the form, "
        "how it is locked, and how you can read it or erase it."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Privacy notice – Dr. Philip J. Miller, New York",
    "seo_description": (
        "What this website stores when you ask for a consultation, how it is locked, and how you can read it or "
        "erase it."
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
                    "<h2>Your private page</h2>"
                    "<p>After you send the form, you get a link to a page of your own. There you see where your "
                    "request is, and you can choose a time. If you want, you can add more:</p>"
                    "<ul>"
                    "<li>Up to six photos of your face</li>"
                    "<li>Earlier operations: when, by whom, and what was done</li>"
                    "<li>Answers about your health, and what you hope for</li>"
                    "</ul>"
                    "<p>All of it is optional. The page does not show what you sent before. Anyone who has the "
                    "link can open the page, so keep the link to yourself. It ends when nobody uses it for 30 "
                    "days.</p>"
                    "<p>We keep a photo only after you agree to it, and only for adults. We keep the picture "
                    "and nothing else from the file: not its name, and not the place or the time that phones "
                    "write into it. Photos you send us here are never published.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Which emails are sent</h2>"
                    "<p>We send you an email when your request has arrived, when we offer you times, and when "
                    "a visit is booked, moved, or cancelled. We remind you of a visit only if you agreed to "
                    "that. The staff get emails, too. No email says anything about your health, and none holds "
                    "the words you wrote.</p>"
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
                    "<p>The website locks what you send before it stores it. This is called encryption. It "
                    "covers your name, how to reach you, all your answers, and your photos. The keys are kept "
                    "apart from the data. Only staff who answer requests can read them, and they must sign "
                    "in.</p>"
                    "<p>To slow down spam, the website counts how often a form is sent from one address. It "
                    "keeps a scrambled mark of the address, not the address, and deletes it soon.</p>"
                    "<p><strong>Still to fill in:</strong> the other steps the practice takes to protect the "
                    "data, in words that it can stand by.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What you can do yourself</h2>"
                    "<p>You do not have to ask us. On your private page, you can do all of this on your "
                    "own:</p>"
                    "<ul>"
                    "<li><strong>See what you agreed to.</strong> You can take back each consent. The page says "
                    "first what that does. If you take back the one for photos, they are erased at once.</li>"
                    "<li><strong>Read or download your data.</strong> We send a link to your email address. It "
                    "works once, for 15 minutes. Notes that our staff wrote for each other are not in the "
                    "file. You may ask us for them.</li>"
                    "<li><strong>Withdraw your request.</strong> We stop working on it. What you sent stays "
                    "until you erase it.</li>"
                    "<li><strong>Erase everything.</strong> We delete your answers, your photos, and all else "
                    "about the request. Only one line stays: that a request was erased, why, and on which days "
                    "it came and went. Nobody can find you by it.</li>"
                    "</ul>"
                    "<p>Did you lose the link? You can ask for a new one with your reference and your email "
                    "address.</p>"
                    "<p><strong>Still to fill in:</strong> how to have something put right; how long copies in "
                    "backups live on; what the law makes the practice keep; and where to complain. Please also "
                    "add the rules for readers from other countries.</p>"
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
