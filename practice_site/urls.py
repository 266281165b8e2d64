"""The map of the house: staff, health, then the two wings."""

from django.contrib import admin
from django.urls import include, path

from practice_site import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", include("practice_site.accounts.staff_urls")),
    path("admin/", admin.site.urls),
    path("consultation/", include("consultations.urls")),
    path("request/", include("consultations.private_urls")),
    path("", include("procedures.urls")),
]

handler400 = "practice_site.errors.bad_request"
handler403 = "practice_site.errors.forbidden"
handler404 = "practice_site.errors.not_found"
handler500 = "practice_site.errors.server_error"
