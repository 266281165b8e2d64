"""Pages in the admin."""

from procedures.admin.page_admin import PageAdmin

__all__ = ["PageAdmin"]
