"""Gives the templates the drawing of the concern map."""

from collections.abc import Collection

from django import template

from consultations import concern_map

register = template.Library()


@register.simple_tag
def concern_drawing(chosen: Collection[str] = (), perspective: str = "") -> concern_map.Drawing:
    """The drawing with these areas chosen; a template that includes it without them hands on empty text."""
    return concern_map.drawing(chosen or (), perspective or "patient")
