"""What search engines read (schema.org as JSON-LD), made only from facts that are filled in."""

import json

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from practice_site.models import Practice

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def page_data(context: dict, practice: Practice, site_url: str) -> list[dict]:
    """The things a page speaks of: the practice, the surgeon, the page itself, its questions and the way to it."""
    page = context["page"]
    things = [_practice(practice, site_url), _web_page(page, practice, site_url)]
    questions = [
        item
        for section in context["sections"]
        for part in section.parts
        if part.kind == "question"
        for item in part.items
    ]
    if questions:
        things.append(_questions(questions))
    if context["breadcrumbs"]:
        things.append(_breadcrumbs(context["breadcrumbs"], site_url))
    return things


def as_json_ld(things: list[dict]) -> SafeString:
    """The text for a `<script type="application/ld+json">`, safe against breaking out of it."""
    graph = {"@context": "https://schema.org", "@graph": [_filled_in(thing) for thing in things]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # nosec B703 # no sign is left that ends a script


def _practice(practice: Practice, site_url: str) -> dict:
    address = {
        "streetAddress": practice.street_address,
        "addressLocality": practice.city,
        "addressRegion": practice.state,
        "postalCode": practice.postal_code,
    }
    surgeon = {
        "@type": "Physician",
        "@id": f"{site_url}/#surgeon",
        "name": practice.surgeon,
        "medicalSpecialty": "PlasticSurgery",
        "hasCredential": practice.credential_list,
    }
    return {
        "@type": "MedicalBusiness",
        "@id": f"{site_url}/#practice",
        "name": practice.name,
        "description": practice.speciality,
        "url": f"{site_url}/",
        "telephone": practice.phone,
        "email": practice.email,
        "address": {"@type": "PostalAddress"} | address,
        "openingHours": practice.opening_hour_list,
        "knowsLanguage": practice.language_list,
        "sameAs": practice.social_link_list,
        "employee": _filled_in(surgeon),
    }


def _web_page(page: dict, practice: Practice, site_url: str) -> dict:
    is_procedure = page["kind"] == "procedure"
    procedure = {"@type": "MedicalProcedure", "name": page["title"], "alternateName": page["also_called"]}
    return {
        "@type": "MedicalWebPage" if is_procedure else "WebPage",
        "@id": f"{site_url}{page['url']}",
        "url": f"{site_url}{page['url']}",
        "name": page["title"],
        "description": page["seo_description"],
        "inLanguage": "en",
        "publisher": {"@id": f"{site_url}/#practice"},
        "about": _filled_in(procedure) if is_procedure else None,
    }


def _questions(items: list[dict]) -> dict:
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": item["question"],
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": strip_tags(item["answer_html"].replace("</p>", "</p> ")).strip(),
                },
            }
            for item in items
        ],
    }


def _breadcrumbs(links, site_url: str) -> dict:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": link.title, "item": f"{site_url}{link.url}"}
            for place, link in enumerate(links, start=1)
        ],
    }


def _filled_in(thing: dict) -> dict:
    """Without the blanks, and without parts that hold nothing but their type."""
    kept = {}
    for name, value in thing.items():
        value = _filled_in(value) if isinstance(value, dict) else value
        if value and not (isinstance(value, dict) and set(value) == {"@type"}):
            kept[name] = value
    return kept
