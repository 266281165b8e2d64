"""Tags and filters that every template has at hand."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from practice_site import local_time, scripts, styles
from practice_site import motif as motif_drawing

register = template.Library()


@register.simple_tag(takes_context=True)
def inline_styles(context, *names):
    """Write the page's `<style>` element. Each argument is a list of style names, or one string with spaces."""
    wanted = [name for group in names if group for name in (group.split() if isinstance(group, str) else group)]
    bundle = styles.bundle(tuple(wanted))
    if request := context.get("request"):
        request.inline_style_hash = bundle.csp_hash
    return format_html("<style>{}</style>", mark_safe(bundle.text))  # nosec B703 # our own style sheets


register.simple_tag(scripts.module, name="script")
register.filter("in_words", local_time.in_words)
register.filter("hour_for_patients", local_time.hour_for_patients)


@register.filter
def starred(text: str) -> str:
    """Turn `*words*` into `<em>words</em>`: the one turn of a heading that is set in italics."""
    before, star, rest = conditional_escape(text).partition("*")
    turn, second_star, after = rest.partition("*")
    if not second_star:
        return mark_safe(before + star + rest)  # nosec B703 # escaped above
    return mark_safe(f"{before}<em>{turn}</em>{after}")  # nosec B703 # escaped above


@register.filter
def unstarred(text: str) -> str:
    """The same text without its stars, for titles and descriptions."""
    return text.replace("*", "")


@register.simple_tag(takes_context=True)
def motif(context, name):
    """Draw the motif (`motif.DRAWINGS`). The closing panel borrows the path of a picture above it, if there is one."""
    request = getattr(context, "request", None)
    is_borrowed = name == "closing" and getattr(request, "has_motif_path", False)
    if request:
        request.has_motif_path = True
    return mark_safe(motif_drawing.svg(name, path_is_on_page=is_borrowed))  # nosec B703 # drawn from numbers
