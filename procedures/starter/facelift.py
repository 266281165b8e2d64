"""Starter content: facelift."""

PAGE = {
    "kind": "procedure",
    "slug": "facelift",
    "title": "Facelift",
    "also_called": "rhytidectomy",
    "hero_line": "A face that is rested, *and still your own*",
    "summary": (
        "A facelift is surgery that lifts loose tissue in the lower face and neck. It can soften some signs "
        "of age, but it does not stop time."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Facelift: aims, limits, recovery – Dr. Philip J. Miller",
    "seo_description": (
        "What a facelift can do for the lower face and neck, what it cannot do, its risks, and how recovery "
        "tends to go, in plain words."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>What a facelift is</h2>"
                    "<p>With the years, skin loses its spring and the tissue below it sinks. The line of the "
                    "jaw grows soft, folds deepen beside the mouth, and the neck may hang a little. A "
                    "facelift lifts and tightens these parts. Doctors also call it <em>rhytidectomy</em>, "
                    "which simply means taking away wrinkles.</p>"
                    "<p>The Greek word says a little too much. Most of the work is done on the firm layer "
                    "below the skin, and fine wrinkles often remain.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What it can and cannot do</h2>"
                    "<p>A facelift is good at some things and no help with others. Before you think further, "
                    "it is well to know what is not part of it.</p>"
                ),
            },
        ),
        (
            "fact",
            {
                "term": "May improve",
                "description": "A soft jaw line, loose cheeks low on the face, and slack skin on the neck.",
            },
        ),
        (
            "fact",
            {
                "term": "Does not treat",
                "description": ("The forehead, the eyelids, the nose, brown spots, or the fine texture of the skin."),
            },
        ),
        (
            "fact",
            {
                "term": "How long it lasts",
                "description": "Often for some years. The face goes on aging from its new starting point.",
            },
        ),
        (
            "fact",
            {
                "term": "What no one can say",
                "description": "How many years younger you will look. Be wary if someone names a number.",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Who may think about it</h2>"
                    "<p>Age in years matters less than health, skin, and the reason behind the wish. It "
                    "tends to suit people who are in good health, do not smoke, and want a modest change. "
                    "The reason should be your own, and if the wish comes from somebody else, it can "
                    "wait.</p>"
                    "<p>Some illnesses and medicines raise the risk, above all those that touch on bleeding, "
                    "blood pressure, or healing. Then the right advice may be to treat these first, to "
                    "choose something smaller, or to do nothing.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What happens in the operation</h2>"
                    "<p>You have anesthesia, the medicine that keeps you asleep or free of pain. The cuts "
                    "most often run in front of the ear, around it, and into the hair behind. The surgeon "
                    "lifts the skin, tightens the layer beneath, lays the skin back without strain, and "
                    "trims what is left over.</p>"
                    "<p>It takes several hours, and after it some people go home the same day while others "
                    "stay a night. There will be scars. They are placed where they are hard to see, but how "
                    "they heal is not wholly in anyone’s hands.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What the risks are</h2>"
                    "<p>Many problems are small and pass, but some are serious, and you should know of them "
                    "before you choose.</p>"
                    "<ul>"
                    "<li>Bleeding under the skin, which may call for a return to the operating room</li>"
                    "<li>Infection, or skin that heals slowly, more so in people who smoke</li>"
                    "<li>Numb skin near the ears, for weeks or months and sometimes for good</li>"
                    "<li>Weakness in a part of the face. It mostly fades, but in rare cases it stays</li>"
                    "<li>Scars that are wide or raised, or hair that is lost along them</li>"
                    "<li>Two sides that do not match, or a result that falls short of your hopes</li>"
                    "</ul>"
                ),
            },
        ),
        (
            "note",
            {
                "text": (
                    "<p>This list is general and not complete. Ask your surgeon which risks weigh most for "
                    "you, and what would be done if one of them came true.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How recovery tends to go</h2>"
                    "<p>The ranges below are wide, because healing differs so much from person to person. "
                    "Plan for the longer end, and be glad if you need less.</p>"
                ),
            },
        ),
        (
            "step",
            {
                "title": "Stay quiet",
                "text": (
                    "There is a bandage, and the face feels tight. Have someone with you, at least the first night."
                ),
                "when": "First days",
            },
        ),
        (
            "step",
            {
                "title": "Swelling and bruises",
                "text": "They reach their height and then fade. Stitches come out in stages.",
                "when": "First two weeks",
            },
        ),
        (
            "step",
            {
                "title": "Among people again",
                "text": "Many feel ready to be seen and to do light work. Heavy work and sports come later.",
                "when": "About two to four weeks",
            },
        ),
        (
            "step",
            {
                "title": "Settling",
                "text": "Tight and numb places ease. Scars go from red to pale, which can take a year.",
                "when": "Some months",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What about the nose?</h2>"
                    "<p>A facelift leaves the nose as it is, and yet the nose ages as well. Its tip may sink "
                    "as the cartilage, the firm tissue that holds it up, grows weaker. Some people who had "
                    "nose surgery when they were young see a change many years later.</p>"
                    "<p>If that sounds like you, read about <a "
                    'href="page:/procedures/secondary-rhinoplasty/">secondary rhinoplasty, surgery on a nose '
                    "that was operated on before</a>. Or look up <a "
                    'href="page:/procedures/common-nose-shapes/">the names for tips and bridges</a>. Whether '
                    "to treat face and nose together, apart, or not at all is a question for the visit.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "Questions about facelifts",
                "question": "Will people notice?",
                "answer": (
                    "<p>The aim is that you look rested, and that no one can say why. In the first weeks "
                    "people may well notice, and later it depends on how you heal and how much was "
                    "changed.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "Are there smaller steps?",
                "answer": (
                    "<p>Yes. Care from the sun, skin treatments, or fillers, which are gels put under the "
                    "skin, may do something, though not the same thing. Each has its own limits and risks, "
                    "and you can ask about all of them.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "I have had a facelift before. Can it be done again?",
                "answer": (
                    "<p>Often it can, but scars make it harder, as they do in the nose. Bring your old "
                    'papers if you have them. Our page about <a href="page:/your-first-visit/">your first '
                    "visit</a> says what else may help.</p>"
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
                    "/procedures/3d-rhinoplasty/",
                    "/the-surgeon/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "Ask first, *decide later*",
                "text": (
                    "A first talk can show whether surgery makes sense for you at all. It commits you to nothing."
                ),
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
