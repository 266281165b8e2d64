"""How it is asked who may do what; `rights` says what is answered.

A screen asks for itself, as its neighbours do. `behind_its_door` asks before each screen of a model once more, so that
one that forgets to is closed to everybody who may not see that model, and answers them the same for what exists and for
what does not.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from practice_site.accounts import rights, roles


class OneQueryBackend(ModelBackend):
    """The same sign-in and the same permissions, of an account and its roles together in one query.

    Django's own backend asks twice: for the account itself and for its groups.
    """

    def user_can_authenticate(self, user) -> bool:
        """Whoever does not see the staff's pages has nothing to sign in for."""
        return super().user_can_authenticate(user) and user.is_staff

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            held = Permission.objects.all()
            if not user_obj.is_superuser:
                held = held.filter(Q(user=user_obj) | Q(group__user=user_obj)).distinct()
            names = held.order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in names} - rights.CLOSED
        return user_obj._perm_cache


def who_may(permission: str) -> QuerySet:
    """Everyone who works here and has a permission, named as "app.codename", by name. One query."""
    return OneQueryBackend().with_perm(permission).filter(is_staff=True)


def demand(request: HttpRequest, permission: str) -> None:
    """Raise `PermissionDenied` unless whoever asks has the permission, named as "app.codename"."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def closed_fields(request: HttpRequest, model) -> list[str]:
    """The fields of a model that the role of whoever asks may not change."""
    return rights.closed_fields(model._meta.label_lower, roles.role_of(request.user))


class FieldsByRole:
    """For a `ModelAdmin`: what somebody's role may not change of the model is shown to them as text."""

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *closed_fields(request, self.model)]


def behind_its_door(site: AdminSite, view: Callable) -> Callable:
    """Let those into a screen of a model who may see that model; a screen of no model has no door."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        route = request.resolver_match.route
        doors = (admin for model, admin in site._registry.items() if route.startswith(_beginning_of(model)))
        room = next(doors, None)
        if room and not (room.has_view_or_change_permission(request) or room.has_add_permission(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _beginning_of(model) -> str:
    return f"admin/{model._meta.app_label}/{model._meta.model_name}/"
