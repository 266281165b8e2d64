"""System checks: a block type without its template or style is named at start, not found by a reader."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template


@register()
def every_block_has_its_files(app_configs, **kwargs):
    from procedures.models import BLOCK_MODELS

    errors = []
    for model in BLOCK_MODELS:
        name = model._meta.model_name
        try:
            get_template(f"blocks/{name}.html")
        except TemplateDoesNotExist:
            errors.append(
                Error(
                    f"The block {model.__name__} has no template.",
                    hint=f"Add templates/blocks/{name}.html.",
                    id="procedures.E001",
                )
            )
        if not Path(settings.BASE_DIR, "static", "css", "blocks", f"{name}.css").exists():
            errors.append(
                Error(
                    f"The block {model.__name__} has no style.",
                    hint=f"Add static/css/blocks/{name}.css.",
                    id="procedures.E002",
                )
            )
    return errors
