"""Addresses of what the public reads."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from procedures import archive_views, preview_views, views
from procedures.sitemaps import PageSitemap, ProcedureListSitemap

app_name = "procedures"
SITEMAPS = {"pages": PageSitemap, "list": ProcedureListSitemap}

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures/", views.procedure_list, name="procedure_list"),
    path("procedures/<slug:slug>/", views.procedure, name="procedure"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    re_path(
        r"^media/pictures/(?P<name>[0-9a-f]{64}/(?!master)[a-z0-9-]+\.(?:avif|webp|jpg))$",
        archive_views.picture_file,
        name="picture",
    ),
    path("static/<path:name>", archive_views.static_file, name="archived_static_file"),
    path("preview/<str:token>/", preview_views.shared_draft, name="shared_draft"),
    path("preview/<str:token>/comment/", preview_views.comment, name="shared_draft_comment"),
    path("preview/<str:token>/approve/", preview_views.approve, name="shared_draft_approve"),
    path("<slug:slug>/", views.standard_page, name="page"),
]
