"""Addresses of what the public reads."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path

from procedures import views
from procedures.sitemaps import PageSitemap, ProcedureListSitemap

app_name = "procedures"

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures/", views.procedure_list, name="procedure_list"),
    path("procedures/<slug:slug>/", views.procedure, name="procedure"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap, "list": ProcedureListSitemap}}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    re_path(
        r"^media/pictures/(?P<name>[0-9a-f]{64}/[a-z0-9-]+\.(?:avif|webp|jpg))$", views.picture_file, name="picture"
    ),
    path("<slug:slug>/", views.standard_page, name="page"),
]
