"""`sitemap.xml`: every live page that may be found, with the moment it was last published."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from procedures.navigation import LivePage, find_live_pages, procedures_among


class PageSitemap(Sitemap):
    protocol = settings.SITE_URL.partition("://")[0]

    def items(self) -> list[LivePage]:
        return [page for page in find_live_pages(timezone.now()) if not page.noindex]

    def location(self, page: LivePage) -> str:
        return page.path

    def lastmod(self, page: LivePage):
        return page.live_from

    def get_domain(self, site=None) -> str:
        return settings.SITE_URL.partition("://")[2]


class ProcedureListSitemap(PageSitemap):
    """The list of procedures, as new as the newest of them."""

    def items(self) -> list[LivePage]:
        procedures = procedures_among(super().items())
        return [max(procedures, key=lambda page: page.live_from)] if procedures else []

    def location(self, page: LivePage) -> str:
        return reverse("procedures:procedure_list")
