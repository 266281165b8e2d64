"""Pages, their blocks and pictures, and what was published of them."""

from procedures.models.blocks import (
    BLOCK_MODELS,
    CallToAction,
    Fact,
    KeyFigure,
    Note,
    Picture,
    Point,
    Question,
    Reason,
    RelatedPages,
    RichText,
    Step,
)
from procedures.models.image import Image
from procedures.models.page import Page
from procedures.models.version import PageVersion, Publication

__all__ = [
    "BLOCK_MODELS",
    "CallToAction",
    "Fact",
    "Image",
    "KeyFigure",
    "Note",
    "Page",
    "PageVersion",
    "Picture",
    "Point",
    "Publication",
    "Question",
    "Reason",
    "RelatedPages",
    "RichText",
    "Step",
]
