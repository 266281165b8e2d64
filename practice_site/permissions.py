"""What an account may do, and who may do something, each asked for in one query.

Django's own backend asks twice what an account may do: for itself and for its groups.
"""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet


class OneQueryBackend(ModelBackend):
    """The same sign-in and the same permissions, of an account and its roles together in one query."""

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            held = Permission.objects.all()
            if not user_obj.is_superuser:
                held = held.filter(Q(user=user_obj) | Q(group__user=user_obj)).distinct()
            names = held.order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in names}
        return user_obj._perm_cache


def who_may(permission: str) -> QuerySet:
    """Everyone who works here and has a permission, named as "app.codename", by name. One query."""
    return OneQueryBackend().with_perm(permission).filter(is_staff=True)
