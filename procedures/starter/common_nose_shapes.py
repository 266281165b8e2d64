"""Starter content: common nose shapes."""

PAGE = {
    "kind": "procedure",
    "slug": "common-nose-shapes",
    "title": "Common nose shapes",
    "hero_line": "Words for a nose, *so that you can say what you mean*",
    "summary": (
        "Surgeons have names for bridges, tips, and nostrils. If you know a few of them, it is easier to say "
        "what troubles you."
    ),
    "nav_title": "",
    "nav_order": None,
    "seo_title": "Common nose shapes and their names – Dr. Philip J. Miller",
    "seo_description": (
        "Plain words for bridges, tips, and nostrils, for shapes that may follow nose surgery, and for what "
        "each can mean for breathing."
    ),
    "publish": True,
    "blocks": [
        (
            "richtext",
            {
                "text": (
                    "<h2>No shape is wrong</h2>"
                    "<p>A nose can be long or short, high or low, broad or narrow, and be quite healthy. Its "
                    "form comes from your parents and from theirs. A name for a shape is only a name, and it "
                    "does not mean that anything needs to be changed.</p>"
                    "<p>Names still help. When you and a surgeon use the same words, you can be sure that "
                    "you speak about the same thing.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What a nose is made of</h2>"
                    "<p>The upper third of the nose is bone. The lower two thirds are held up by cartilage, "
                    "a firm and springy tissue like the one in your ear. Skin lies over both, thick in some "
                    "people and thin in others.</p>"
                    "<p>Inside, a wall called the septum divides the left side from the right. Because shape "
                    "and breathing depend on the same parts, a change to one can change the other, for good "
                    "or ill.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>The bridge</h2><p>The bridge is the line that runs from between your eyes down to the tip.</p>"
                ),
            },
        ),
        (
            "fact",
            {
                "term": "Hump",
                "description": (
                    "A rise in the line, made of bone, cartilage, or both. A hump by itself seldom harms breathing."
                ),
            },
        ),
        (
            "fact",
            {
                "term": "Low bridge",
                "description": (
                    "A bridge that is flat when seen from the side. Many healthy noses are like this. But if "
                    "a bridge has sunk after a blow or after surgery, the air may have less room."
                ),
            },
        ),
        (
            "fact",
            {
                "term": "Wide bridge",
                "description": "The upper nose looks broad from the front. This is mostly a matter of looks.",
            },
        ),
        (
            "fact",
            {
                "term": "Crooked nose",
                "description": (
                    "The line leans or bends to one side. The septum often bends with it, and then one side "
                    "may feel blocked."
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>The tip and the nostrils</h2>"
                    "<p>The tip is mostly cartilage and skin. It is small, and after surgery it is the part "
                    "that takes longest to settle.</p>"
                ),
            },
        ),
        (
            "fact",
            {
                "term": "Round or full tip",
                "description": "The tip looks broad. Under thick skin, fine changes may hardly show.",
            },
        ),
        (
            "fact",
            {
                "term": "Drooping tip",
                "description": (
                    "The tip points down, sometimes more with a smile. It may come with age, and it can make "
                    "breathing harder."
                ),
            },
        ),
        (
            "fact",
            {
                "term": "Upturned tip",
                "description": "The tip points up, and more of the nostrils can be seen from the front.",
            },
        ),
        (
            "fact",
            {
                "term": "Wide or uneven nostrils",
                "description": "Hardly anyone has two nostrils that match. A small difference is the rule.",
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>Shapes that may follow surgery</h2>"
                    "<p>These names come up when a nose has been operated on before. You may have heard one "
                    "of them and wondered what it meant. They describe what can be seen, and they are not a "
                    "judgment on anyone.</p>"
                    "<ul>"
                    "<li><strong>Saddle nose.</strong> The middle of the bridge has sunk. The cause is often "
                    "a lack of support from the septum.</li>"
                    "<li><strong>Polly beak.</strong> There is fullness just above the tip. It may be scar, "
                    "cartilage, or swelling that has not gone down yet.</li>"
                    "<li><strong>Pinched tip.</strong> The sides of the tip look pressed in. They may fall "
                    "inward when you draw a breath.</li>"
                    "<li><strong>Inverted V.</strong> A shadow like an upside-down V shows where bone and "
                    "cartilage meet. The passage below it may be narrow.</li>"
                    "<li><strong>Raised nostril edge.</strong> The rim sits high, so you see more of the "
                    "inside from the side.</li>"
                    "</ul>"
                    "<p>Some of these fade while the swelling goes down. Others stay, and may be a reason to "
                    'think about <a href="page:/procedures/secondary-rhinoplasty/">secondary rhinoplasty, a '
                    "further operation on the nose</a>.</p>"
                ),
            },
        ),
        (
            "note",
            {
                "text": (
                    "<p>A name on a page says nothing yet about your own nose. Two noses that look alike "
                    "from outside can be very different within. Only an examination can tell.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What surgery can change, and what it cannot</h2>"
                    "<p>Rhinoplasty is the word for surgery on the nose. It can often lower, raise, narrow, "
                    "or straighten. It cannot choose your skin, decide how you heal, or give you the nose "
                    "you saw in a photo. After an earlier operation the room for change is smaller still.</p>"
                    "<p>A nose also belongs to a face and to a family, and some people want to keep what "
                    "links them to both. Say so if you do, because it is as much a part of the goal as the "
                    "hump or the tip.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>How to say what bothers you</h2>"
                    "<p>You do not need the right word. It is enough to point, and to say when it troubles "
                    "you: in photos, in profile, when you run, when you lie down. If you like to work with "
                    'pictures, read about <a href="page:/procedures/3d-rhinoplasty/">3D images of the '
                    "nose</a>. If air is the issue, go to <a "
                    'href="page:/procedures/septoplasty-and-turbinate-reduction/">surgery inside the '
                    "nose</a>.</p>"
                ),
            },
        ),
        (
            "relatedpages",
            {
                "heading": "Read next",
                "pages": [
                    "/procedures/secondary-rhinoplasty/",
                    "/procedures/3d-rhinoplasty/",
                    "/procedures/septoplasty-and-turbinate-reduction/",
                    "/procedures/facelift/",
                ],
            },
        ),
        (
            "calltoaction",
            {
                "heading": "Say it *in your own words*",
                "text": "Plain words do very well. Dr. Miller will look with you at what you mean.",
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
