"""Starter content: septoplasty and turbinate reduction."""

PAGE = {
    "kind": "procedure",
    "slug": "septoplasty-and-turbinate-reduction",
    "title": "Septoplasty and turbinate reduction",
    "also_called": "surgery inside the nose for easier breathing",
    "hero_line": "When air *does not get through*",
    "summary": (
        "Septoplasty straightens the wall inside the nose. Turbinate reduction shrinks the ridges beside it. "
        "Both aim to make room for air."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Septoplasty and turbinate reduction – Dr. Philip J. Miller",
    "seo_description": (
        "Two operations inside the nose that can make room for air: when they may help, what they do not "
        "treat, and what recovery is like."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>The two parts, in plain words</h2>"
                    "<p>A nose that lets too little air through can wear a person down, at night above all. "
                    "Two parts of the nose are often involved, and both are normal parts that everyone "
                    "has.</p>"
                ),
            },
        ),
        (
            "fact",
            {
                "term": "Septum",
                "description": (
                    "The wall between the left and the right side of the nose. In front it is cartilage, a "
                    "firm and springy tissue. Further back it is bone."
                ),
            },
        ),
        (
            "fact",
            {
                "term": "Turbinates",
                "description": (
                    "Soft ridges on the side walls. They warm and clean the air, and they swell and shrink "
                    "all day long."
                ),
            },
        ),
        ("fact", {"term": "Septoplasty", "description": "An operation to straighten a bent septum."}),
        (
            "fact",
            {
                "term": "Turbinate reduction",
                "description": "An operation to make swollen turbinates smaller.",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Why a nose feels blocked</h2>"
                    "<p>Few people have a septum that is quite straight, and many bends never cause any "
                    "trouble. A strong bend, though, can narrow one side of the nose, and on the wider side "
                    "the turbinate may grow to fill the space.</p>"
                    "<p>There are other causes too. Allergies, a long cold, dry air, some medicines, and "
                    "nose sprays used for too long can all make the lining swell. After an earlier nose "
                    "operation there may be scars, or side walls that have grown weak and fall in with each "
                    "breath. Surgery on the septum does not cure any of these by itself.</p>"
                    "<p>If you are short of breath even with your mouth open, the cause may not be in your "
                    "nose at all. Please see a doctor about that soon.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What can be tried before surgery</h2>"
                    "<p>A doctor will often start with simple things. Rinsing with salt water, treating an "
                    "allergy, or using a spray that calms the lining may be enough. These need some weeks to "
                    "work, and if they help you, you may not need an operation at all.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What happens in the operation</h2>"
                    "<p>The surgeon works through the nostrils, so in most cases there is no cut on the "
                    "outside. In septoplasty the lining is lifted, the bent part is moved or removed, and "
                    "the lining is laid back. The turbinates are made smaller from within, or moved to the "
                    "side. The aim is to take as little as will do.</p>"
                    "<p>Before it begins you are given anesthesia, which is medicine that makes you sleep or "
                    "takes away the pain. Many people go home the same day. The two operations are often "
                    "done in one session, and sometimes together with a change to the outer nose.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What it may do for you</h2>"
                    "<p>Here are three hopes that people often bring, with an honest word on each.</p>"
                ),
            },
        ),
        (
            "point",
            {
                "title": "More air",
                "text": (
                    "If a bend is what blocks you, more air often gets through. It may not be equal on both "
                    "sides, and the swelling from an allergy can return."
                ),
            },
        ),
        (
            "point",
            {
                "title": "Quieter nights",
                "text": (
                    "Some people sleep better, but snoring and pauses in breathing often have other causes, "
                    "and those need their own tests."
                ),
            },
        ),
        (
            "point",
            {
                "title": "The same face",
                "text": (
                    "The aim is inside, so the look of the nose should stay as it was. A small change can still happen."
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>After an earlier nose operation</h2>"
                    "<p>Rhinoplasty, which is surgery on the shape of the nose, may already have used part "
                    "of the septum. What is left must still hold up the bridge of the nose, so there may be "
                    "little that can be moved or taken. Scars may also have stuck the layers together.</p>"
                    "<p>This is why the plan for air and the plan for shape belong together. You can read "
                    'more in <a href="page:/procedures/secondary-rhinoplasty/">our page on secondary '
                    "rhinoplasty</a>. There is also help with <a "
                    'href="page:/procedures/revision-nose-job-how-to-prepare/">finding your old surgery '
                    "report</a>.</p>"
                ),
            },
        ),
        (
            "note",
            {
                "text": (
                    "<p>Every operation has risks. Here they are bleeding, infection, dryness and crusts, a "
                    "hole in the septum, numb front teeth, a change in smell, or a nose that still feels "
                    "blocked. If too much turbinate is taken, a nose can feel blocked although it is "
                    "open.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How recovery tends to go</h2>"
                    "<p>Each nose heals at its own pace. The times below are a rough guide, and yours may "
                    "differ.</p>"
                ),
            },
        ),
        (
            "step",
            {
                "title": "Stuffy and tired",
                "text": (
                    "The nose feels as it does in a bad cold. There may be splints inside, thin sheets that "
                    "give support."
                ),
                "when": "First week",
            },
        ),
        (
            "step",
            {
                "title": "Crusts and rinsing",
                "text": "Salt water keeps the lining moist. Many people are back at desk work by now.",
                "when": "Weeks two to four",
            },
        ),
        (
            "step",
            {
                "title": "Air finds its way",
                "text": "The swelling inside goes down bit by bit. Only then can you judge the result.",
                "when": "One to several months",
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
                    "/your-first-visit/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "Find out *what blocks the way*",
                "text": (
                    "The cause comes first, and it takes an examination to look for it. What to do next is up to you."
                ),
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
