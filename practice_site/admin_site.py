"""The staff's own site: the stock Django admin with our frame, menu and start page.

Every view of it runs inside the watchers that the wings register here: a watcher is a function
`(call, request, args, kwargs) -> response` and calls `call(request, *args, **kwargs)` itself.
"""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib.admin import AdminSite
from django.urls import URLResolver, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from practice_site import dashboard
from practice_site.accounts import late_forms, permissions, second_factor, sessions, step_up
from practice_site.models import Practice

ROOMS = [
    # heading on the start page, app label, words below the name of each model
    (
        "What patients send",
        "consultations",
        {
            "ConsultationRequest": "Everyone who wrote to us",
            "OutboxMessage": "What was sent, and what waits",
            "MailText": "The words of every mail",
            "ReplyTemplate": "The practice’s own words",
            "AccessRecord": "Who saw what, and when",
            "RetentionRule": "How long things are kept",
        },
    ),
    (
        "What patients read",
        "procedures",
        {
            "Page": "Write and publish",
            "Image": "Every picture of the site",
            "ArchiveRecord": "Every page as the public saw it",
        },
    ),
    (
        "The practice",
        "practice_site",
        {
            "Practice": "Names, address, phones",
            "OpeningHours": "They drive the waiting clock",
            "StaffAccount": "Who may edit, publish, answer",
            "AccountEvent": "Who signed in, who could not",
        },
    ),
]

# Screens of the stock admin that change nothing; those without a name lead elsewhere.
READ_ONLY = {"index", "app_list", "jsi18n", None}
# Addresses of the stock admin that tell of any model, or of what `account_views` do instead.
NOT_IN_USE = {"autocomplete", "view_on_site", "password_change_done"}

watchers: list[Callable] = []


def register_watcher(watcher: Callable) -> None:
    """Run every view of a signed-in member of staff inside `watcher`."""
    watchers.append(watcher)


def watched(view: Callable) -> Callable:
    @wraps(view)
    def run(request, *args, **kwargs):
        call = view
        for watcher in watchers:
            call = partial(_inside, watcher, call)
        return call(request, *args, **kwargs)

    run.is_watched = True
    return run


def _inside(watcher: Callable, call: Callable, request, *args, **kwargs):
    return watcher(call, request, args, kwargs)


def _read_only(entries: list) -> list:
    """The same addresses, with a guard before those that are for reading only."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            _read_only(entry.url_patterns)
        elif entry.name in READ_ONLY or entry.name.endswith("_history"):
            entry.callback = require_safe(entry.callback)
    return entries


def _in_use(entries: list) -> list:
    """The stock admin's addresses without those that no screen of ours leads to."""
    return [entry for entry in entries if getattr(entry, "name", "") not in NOT_IN_USE]


class PracticeAdminSite(AdminSite):
    """Adds the staff menu to every screen and draws the start page from the panels that the wings registered."""

    site_title = "staff pages"
    index_title = "Start"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):
        guarded = permissions.behind_its_door(self, step_up.guard(watched(view)))
        return late_forms.told(self, super().admin_view(guarded, cacheable))

    def get_urls(self):
        own = [path(each.address, self.admin_view(each.view), name=each.name) for each in dashboard.screens]
        return [*own, *_read_only(_in_use(super().get_urls()))]

    def each_context(self, request):
        return super().each_context(request) | {
            "practice": Practice.objects.current(),
            "staff_menu": self._menu(request) if self.has_permission(request) else [],
            "session_end": sessions.for_the_page(request),
        }

    def has_permission(self, request) -> bool:
        """Whoever has to set up a second factor first sees the frame of whoever is not in yet."""
        return super().has_permission(request) and not second_factor.is_confined(request)

    def index(self, request, extra_context=None):
        panels = {
            "now": timezone.localtime(),
            "main_panels": dashboard.built_panels(request, "main"),
            "side_panels": dashboard.built_panels(request, "side"),
            "blanks": dashboard.all_blanks(request),
            "rooms": self._rooms(request),
        }
        return super().index(request, panels | (extra_context or {}))

    def _menu(self, request) -> list[dict]:
        """The rooms this person may enter, in order, with their addresses and what is worth counting."""
        return [
            {
                "title": item.title,
                "url_name": item.url_name,
                "url": (url := reverse(item.url_name)),
                "is_current": request.path.startswith(url),
                "count": item.count(request) if item.count else None,
                "count_label": item.count_label,
            }
            for item in dashboard.navigation
            if request.user.has_perm(item.permission)
        ]

    def _rooms(self, request) -> list[dict]:
        """The stock app list in our order and words: one room for each wing."""
        models = {app["app_label"]: app["models"] for app in self.get_app_list(request)}
        return [
            {"title": title, "models": _in_our_order(models[label], words)}
            for title, label, words in ROOMS
            if label in models
        ]


def _in_our_order(models: list[dict], words: dict[str, str]) -> list[dict]:
    """The models in the order of `words`, each with its words; a model without words comes last."""
    places = {name: place for place, name in enumerate(words)}
    ordered = sorted(models, key=lambda model: places.get(model["object_name"], len(places)))
    return [model | {"words": words.get(model["object_name"], "")} for model in ordered]
