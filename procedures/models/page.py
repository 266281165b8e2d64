"""The page that staff edit: a working copy that no visitor ever sees."""

from content_editor.models import Region
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from procedures.models.version import Publication

# First parts of addresses that belong to other parts of the site.
RESERVED_SLUGS = {
    "admin",
    "consultation",
    "favicon.ico",
    "gallery",
    "healthz",
    "media",
    "preview",
    "procedures",
    "readyz",
    "request",
    "robots.txt",
    "sitemap.xml",
    "static",
}


def site_order() -> list:
    """What sorts pages as the site has them, for `order_by`."""
    kinds = (models.When(kind=kind, then=place) for place, kind in enumerate(Page.Kind.values))
    kind_order = models.Case(*kinds, output_field=models.IntegerField())
    return [kind_order.asc(), models.F("nav_order").asc(nulls_last=True), models.F("title").asc()]


class PageQuerySet(models.QuerySet):
    def in_site_order(self):
        """Home, then the procedures, then the other pages; inside each as the menu has them."""
        return self.order_by(*site_order())

    def with_state(self, now=None):
        """Add what `Page.state` reads, so that a list costs no query for each row."""
        now = now or timezone.now()
        live = Publication.objects.live_at(now).filter(page=OuterRef("pk"))
        return self.annotate(
            live_hash=Subquery(live.values("version__content_hash")[:1]),
            live_path=Subquery(live.values("path")[:1]),
            was_published=Exists(Publication.objects.filter(page=OuterRef("pk"), live_from__lte=now)),
            planned_from=Subquery(
                Publication.objects.upcoming(now).filter(page=OuterRef("pk")).values("live_from")[:1]
            ),
        )


class Page(models.Model):
    """What staff edit: title, address, search result and an ordered list of blocks."""

    class Kind(models.TextChoices):
        HOME = "home", "Home page"
        PROCEDURE = "procedure", "Procedure"
        STANDARD = "standard", "Other page"

    class State(models.TextChoices):
        NEVER_PUBLISHED = "never", "Never published"
        LIVE = "live", "Live"
        CHANGED = "changed", "Live, with unpublished changes"
        UNPUBLISHED = "unpublished", "Unpublished"
        PLANNED = "planned", "Planned, not live yet"

    regions = [Region(key="main", title="Blocks")]

    kind = models.CharField(
        max_length=20,
        choices=Kind,
        default=Kind.STANDARD,
        help_text="Procedures stand below /procedures/, other pages directly below the start page.",
    )
    title = models.CharField(
        max_length=80, help_text="The short name of the page, for menus and lists. Up to 80 letters."
    )
    slug = models.SlugField(
        "address",
        max_length=80,
        blank=True,
        help_text="The last part of the web address: small letters, digits and hyphens. Blank for the home page only.",
    )

    also_called = models.CharField(
        max_length=120,
        blank=True,
        help_text="Other names of this procedure, for example “revision rhinoplasty”. Stands above the heading.",
    )
    hero_line = models.CharField(
        "heading",
        max_length=120,
        blank=True,
        help_text="The large line at the top. *Stars* set one turn in italics. If left blank, the title stands there.",
    )
    summary = models.TextField(
        "opening sentence",
        max_length=220,
        help_text="One or two sentences below the heading, also used in lists. Up to 220 letters.",
    )

    nav_title = models.CharField(
        "name in the menu",
        max_length=40,
        blank=True,
        help_text="If left blank, the page is not in the main menu; readers find it through lists and links.",
    )
    nav_order = models.PositiveSmallIntegerField(
        "place in the menu", null=True, blank=True, help_text="Small numbers come first. Also sorts lists of pages."
    )

    seo_title = models.CharField(
        "title in search results",
        max_length=70,
        blank=True,
        help_text="About 60 letters are shown. If left blank, the title is used.",
    )
    seo_description = models.CharField(
        "text in search results",
        max_length=170,
        blank=True,
        help_text="About 155 letters are shown. If left blank, the opening sentence is used.",
    )
    noindex = models.BooleanField(
        "hide from search engines",
        default=False,
        help_text="Readers with the link still see the page; search engines are asked to leave it out.",
    )
    share_image = models.ForeignKey(
        "procedures.Image",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown when someone shares the link. If left blank, the site’s own drawing is used.",
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    working_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        permissions = [("publish_page", "Can publish and unpublish pages")]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(kind="procedure"),
                name="one_procedure_per_address",
                violation_error_message="Another procedure already has this address. Choose a different one.",
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=~Q(kind="procedure"),
                name="one_page_per_address",
                violation_error_message="Another page already has this address. Choose a different one.",
            ),
            models.CheckConstraint(
                condition=(Q(kind="home") & Q(slug="")) | (~Q(kind="home") & ~Q(slug="")),
                name="only_home_without_address",
                violation_error_message="The home page has no address of its own; every other page needs one.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """Where the page stands, or will stand: its kind decides the parent, its slug the rest."""
        if self.kind == self.Kind.HOME:
            return "/"
        return f"/procedures/{self.slug}/" if self.kind == self.Kind.PROCEDURE else f"/{self.slug}/"

    @property
    def state(self) -> "Page.State":
        """Never published, live, changed since, unpublished or planned. Needs `with_state()`."""
        if self.live_hash is None and self.planned_from:
            return self.State.PLANNED
        if self.live_hash is None:
            return self.State.UNPUBLISHED if self.was_published else self.State.NEVER_PUBLISHED
        is_as_published = self.live_hash == self.working_hash and self.live_path == self.path
        return self.State.LIVE if is_as_published else self.State.CHANGED

    def clean(self):
        if self.kind == self.Kind.STANDARD and self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": "The site itself uses this address. Choose a different one."})
        if self.kind == self.Kind.HOME and self.slug:
            raise ValidationError({"slug": "The home page has no address of its own. Leave this blank."})
        if self.kind != self.Kind.HOME and not self.slug:
            raise ValidationError({"slug": "Give the page an address, for example your-first-visit."})
        if self.hero_line.count("*") not in {0, 2}:
            raise ValidationError({"hero_line": "Put one star before and one star after the words in italics."})
