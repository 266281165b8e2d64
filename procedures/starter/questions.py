"""Starter content: questions and answers."""

PAGE = {
    "kind": "standard",
    "slug": "questions",
    "title": "Questions",
    "hero_line": "Ask *whatever you need to ask*",
    "summary": (
        "Plain answers to what people want to know before a second nose surgery. If yours is missing, send "
        "it with the form."
    ),
    "nav_title": "Questions",
    "nav_order": 4,
    "seo_title": "Questions about revision nose surgery – Dr. P. J. Miller",
    "seo_description": (
        "Plain answers about a second nose surgery: whether it could help, how the first talk goes, healing, "
        "cost, and what happens to what you write."
    ),
    "publish": True,
    "blocks": [
        (
            "question",
            {
                "heading": "Is this for me?",
                "question": "What is the difference between secondary and revision rhinoplasty?",
                "answer": (
                    "<p>There is none. Rhinoplasty is surgery on the nose, and both words say that the nose "
                    "has had surgery before. You can read about the whole subject on <a "
                    'href="page:/procedures/secondary-rhinoplasty/">our page about secondary '
                    "rhinoplasty</a>.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "My nose looks fine to others. Is it wrong that I am unhappy?",
                "answer": (
                    "<p>No. Only you know how it is to live with your nose, so say what bothers you and how "
                    "often you think of it. If the worry fills most of your day, help with the worry itself "
                    "may do more for you than surgery could.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "My first operation was many years ago. Is it too late?",
                "answer": (
                    "<p>Years alone do not rule it out. Noses go on changing with age, and an old scar is "
                    "often softer than a new one. What counts is your health and the strength that the nose "
                    "has today.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "I have had more than one operation. Will you still see me?",
                "answer": (
                    "<p>You may ask for a consultation. With each operation there tends to be more scar and "
                    "less cartilage, the firm tissue that holds the nose up. So the limits grow tighter. Dr. "
                    "Miller may find that it is wiser to stop.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "I do not care about looks. I only want to breathe.",
                "answer": (
                    "<p>Then say just that, because some people need work on the inside alone. Read about <a "
                    'href="page:/procedures/septoplasty-and-turbinate-reduction/">septoplasty and turbinate '
                    "reduction, two operations inside the nose</a>. Shape and air do depend on each other, "
                    "so he will look at the whole nose.</p>"
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>If it cannot wait</h2>"
                    "<p>This website and its form are not made for emergencies. If you bleed heavily, have a "
                    "high fever, or cannot breathe well, call 911 or go to an emergency room. Outside the "
                    "United States, call the number that is used where you are.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "The first talk",
                "question": "Do I have to decide about surgery at the visit?",
                "answer": (
                    "<p>No. The visit is there to help you understand, and you are not asked to sign up for "
                    "surgery. You can see every step on the page about <a "
                    'href="page:/your-first-visit/">your first visit</a>.</p>'
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "May my husband, my mother, or a friend come with me?",
                "answer": (
                    "<p>Yes, please bring them if it helps you. You decide what they hear and see, and you "
                    "can ask them to step out.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "I lost the papers from my first operation. What now?",
                "answer": (
                    "<p>Come all the same. You could ask the old clinic for a copy of the surgery report, "
                    "and if that fails, your memory and an examination are a fair start.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "Will Dr. Miller speak badly of my first surgeon?",
                "answer": (
                    "<p>That is not what the visit is for. He needs to know what was done, not who is at "
                    "fault. Even careful work can heal in a way that no one wanted.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "Can you tell me from photos if surgery will work?",
                "answer": (
                    "<p>Not in a way you should rely on. Photos do not show scars inside, or how firm the "
                    "nose is. A picture on a screen has limits too, as you can read in <a "
                    'href="page:/procedures/3d-rhinoplasty/">what 3D images can show</a>.</p>'
                ),
            },
        ),
        (
            "richtext",
            {
                "text": (
                    "<h2>What no page can tell you</h2>"
                    "<p>These answers are general. They cannot know your nose, your health, or your hopes, "
                    "and they do not take the place of an examination. If an answer here does not fit what a "
                    "doctor who knows you has said, ask that doctor.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "Surgery, cost, and privacy",
                "question": "How long until I see the result?",
                "answer": (
                    "<p>You see a change early, but it is not the final one. Much of the swelling fades in "
                    "the first months, and the rest may take a year or more. This differs from person to "
                    "person.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "Will I be asleep?",
                "answer": (
                    "<p>For a second nose surgery, people are often fully asleep. For smaller steps, numbing "
                    "the nose and a calming medicine may be enough. All of these are forms of anesthesia. "
                    "Each has its own risks, and the person who gives it will go over them with you.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "What does it cost?",
                "answer": (
                    "<p>This site names no price, because it depends on what your nose needs. Ask for a "
                    "figure in writing that says what is included, what is left out, and until when it "
                    "holds.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "Will insurance pay?",
                "answer": (
                    "<p>That is up to your insurer. Some pay toward surgery that is meant to help with "
                    "breathing, and surgery for looks alone is often left out. Ask them in writing before "
                    "you agree to a date.</p>"
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "I live in another country. What should I do first?",
                "answer": (
                    "<p>Write before you book. What to think of, from papers to the flight home, is on the "
                    'page about <a href="page:/travelling-to-new-york/">traveling to New York</a>.</p>'
                ),
            },
        ),
        (
            "question",
            {
                "heading": "",
                "question": "Who reads what I write in the form?",
                "answer": (
                    "<p>Staff of the practice read it so that they can reply. The email that tells them of a "
                    "new request holds none of your words. Write only as much as you like, since there is "
                    "room for the rest when you talk.</p>"
                ),
            },
        ),
        (
            "calltoaction",
            {
                "heading": "Your question *is welcome*",
                "text": "If you did not find it here, send it with the form or bring it along to the visit.",
                "button": "Request a consultation",
                "target": None,
            },
        ),
    ],
}
