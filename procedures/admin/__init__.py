"""Pages, pictures and the archive in the admin."""

from procedures.admin.archive_admin import ArchiveRecordAdmin
from procedures.admin.image_admin import ImageAdmin
from procedures.admin.page_admin import PageAdmin

__all__ = ["ArchiveRecordAdmin", "ImageAdmin", "PageAdmin"]
