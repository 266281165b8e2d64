"""What the pages of this wing draw beyond plain context."""

import re
from collections.abc import Collection

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from consultations import concern_map

register = template.Library()


@register.simple_tag
def concern_drawing(chosen: Collection[str] = (), perspective: str = "") -> concern_map.Drawing:
    """The drawing with these areas chosen; a template that includes it without them hands on empty text."""
    return concern_map.drawing(chosen or (), perspective or "patient")


@register.filter
def with_emergency_link(sentence: str) -> str:
    """The practice's emergency sentence with 911 as a link that calls it."""
    escaped = conditional_escape(sentence)
    return mark_safe(re.sub(r"\b911\b", '<a href="tel:911">911</a>', escaped))  # nosec B703 # escaped, then linked
