"""Starter content: how to prepare for a revision."""

PAGE = {
    "kind": "procedure",
    "slug": "revision-nose-job-how-to-prepare",
    "title": "Revision nose job: how to prepare",
    "hero_line": "Before a second operation, *time is on your side*",
    "summary": (
        "A revision is a second operation on the same nose. Time, old papers, and good questions help you "
        "get ready for it, or decide against it."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Revision nose job: how to prepare – Dr. Philip J. Miller",
    "seo_description": (
        "Why most people wait about a year before a second nose operation, which papers help, and what to "
        "ask a surgeon before you choose."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>The short version</h2>"
                    "<p>A revision nose job is also called <a "
                    'href="page:/procedures/secondary-rhinoplasty/">secondary rhinoplasty, our main '
                    "subject</a>. Rhinoplasty means surgery on the nose. There is a good deal that you can "
                    "do before it, and most of that needs only patience and a folder.</p>"
                ),
            },
        ),
        ("fact", {"term": "Wait", "description": "Often about a year from the last operation."}),
        (
            "fact",
            {
                "term": "Gather",
                "description": "The report of the earlier surgery, old photos, and a list of medicines.",
            },
        ),
        (
            "fact",
            {
                "term": "Choose",
                "description": "A surgeon who knows second operations and speaks of limits.",
            },
        ),
        ("fact", {"term": "Decide", "description": "Later, at home, and only if you want to."}),
        (
            "richtext",
            {
                "text": (
                    "<h2>Why wait about a year?</h2>"
                    "<p>After surgery the nose swells, and the last of the swelling leaves slowly. The tip "
                    "is the slowest part, above all under thick skin. A bump or a crooked line at four "
                    "months may look quite different at twelve.</p>"
                    "<p>Scars need time as well. Fresh scar tissue, which forms where a wound heals, is firm "
                    "and bleeds easily. An older scar is softer and easier to part. To operate too early can "
                    "mean shaping a nose that is still changing, and some noses need longer than a year.</p>"
                ),
            },
        ),
        (
            "note",
            {
                "text": (
                    "<p>To wait with surgery does not mean to wait with questions. Fever, pus, growing pain, "
                    "heavy bleeding, a blow to the nose, or trouble getting air should be seen by a doctor "
                    "right away.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Which papers help?</h2>"
                    "<p>The most useful paper is the operative report, in which the first surgeon wrote down "
                    "what was done, step by step. Ask for a copy at the hospital or clinic where you had the "
                    "operation. In many places, patients have a right to one.</p>"
                    "<ul>"
                    "<li>The operative report from each operation on your nose</li>"
                    "<li>Photos of your face from before the first operation, and from the months after "
                    "it</li>"
                    "<li>Scans or letters from other doctors, if there are any</li>"
                    "<li>A list of medicines, herbs, and supplements, with the doses</li>"
                    "<li>A list of allergies and other illnesses</li>"
                    "</ul>"
                    "<p>If you cannot get the papers, come without them. An examination shows much of the "
                    "story, though not all of it. It may not show, for instance, how much was taken of the "
                    "cartilage, the firm tissue that holds up the lower part of the nose.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How do I choose a surgeon?</h2>"
                    "<p>Your trust may have been hurt once, so take your time with this choice. A good talk "
                    "leaves you calmer and better informed, even when the answer is not what you hoped for. "
                    "You may ask any surgeon these things:</p>"
                ),
            },
        ),
        ("reason", {"text": "How much of your work is with noses that were operated on before?"}),
        ("reason", {"text": "What is your training, and where can I check it?"}),
        ("reason", {"text": "What do you think can change in my nose, and what will stay?"}),
        ("reason", {"text": "What would you do if the result is not what we agreed on?"}),
        (
            "reason",
            {
                "text": (
                    "Where would I have the operation? Who gives the anesthesia, the medicine that keeps me "
                    "asleep or free of pain?"
                ),
            },
        ),
        ("reason", {"text": "What happens if I do nothing?"}),
        (
            "richtext",
            {
                "text": (
                    "<p>Be wary of anyone who promises a result, or who wants an answer the same day. A "
                    "second opinion is a normal thing to ask for, and a good surgeon will not mind.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How do I find a goal that is fair to me?</h2>"
                    "<p>Write down the three things that trouble you most, put them in order, and add what "
                    "each one keeps you from doing. Such a list says more than a photo of somebody else’s "
                    "nose.</p>"
                    '<p>Words help too. The page on <a href="page:/procedures/common-nose-shapes/">common '
                    "nose shapes and what they are called</a> may give you some. If a picture on a screen is "
                    'offered to you, read about <a href="page:/procedures/3d-rhinoplasty/">the limits of 3D '
                    "images</a> first.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>If you do decide on surgery</h2>"
                    "<p>The list that your own surgeon gives you comes first. In general, it will touch on "
                    "these points.</p>"
                ),
            },
        ),
        (
            "step",
            {
                "title": "Smoking and nicotine",
                "text": (
                    "Nicotine narrows the small blood vessels, and wounds then heal poorly. Surgeons often "
                    "ask their patients to stop for some weeks before and after the operation."
                ),
                "when": "Weeks before",
            },
        ),
        (
            "step",
            {
                "title": "Medicines",
                "text": (
                    "Some pills and herbs make bleeding more likely. Do not stop a medicine on your own, but "
                    "ask the doctor who prescribed it, and your surgeon."
                ),
                "when": "Weeks before",
            },
        ),
        (
            "step",
            {
                "title": "Help at home",
                "text": (
                    "Arrange for someone to take you home and stay the first night. Have soft food and an "
                    "extra pillow ready."
                ),
                "when": "Days before",
            },
        ),
        (
            "step",
            {
                "title": "Quiet time",
                "text": (
                    "Keep a week or two free of big plans. Healing differs from person to person, so leave some room."
                ),
                "when": "After",
            },
        ),
        (
            "relatedpages",
            {
                "heading": "Read next",
                "pages": [
                    "/procedures/secondary-rhinoplasty/",
                    "/procedures/septoplasty-and-turbinate-reduction/",
                    "/your-first-visit/",
                    "/travelling-to-new-york/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "Come *with or without* your folder",
                "text": (
                    "Bring what you have to a first talk. If the advice is to wait longer, that is an answer too."
                ),
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
