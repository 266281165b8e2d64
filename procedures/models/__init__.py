"""Pages, their blocks and pictures, and what was published of them."""

from procedures.models.archive import ArchivedFile, ArchiveHead, ArchiveRecord
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
from procedures.models.image import Image, ImageFile
from procedures.models.page import Page
from procedures.models.preview_link import Approval, PreviewComment, PreviewLink
from procedures.models.version import PageVersion, Publication
from procedures.models.working_together import AcceptedWarning, EditPresence, PublicationWish

__all__ = [
    "BLOCK_MODELS",
    "AcceptedWarning",
    "Approval",
    "ArchiveHead",
    "ArchiveRecord",
    "ArchivedFile",
    "CallToAction",
    "EditPresence",
    "Fact",
    "Image",
    "ImageFile",
    "KeyFigure",
    "Note",
    "Page",
    "PageVersion",
    "Picture",
    "Point",
    "PreviewComment",
    "PreviewLink",
    "Publication",
    "PublicationWish",
    "Question",
    "Reason",
    "RelatedPages",
    "RichText",
    "Step",
]
