"""Lists of the staff's site that are only read, by superusers as well."""


class ReadOnlyAdmin:
    """For a `ModelAdmin` whose rows nobody adds, changes or deletes there; who may look is its own matter."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
