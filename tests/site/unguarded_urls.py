"""The addresses of the site, and two views whose author forgot to ask who is there."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from practice_site.urls import handler400, handler403, handler404, handler500
from practice_site.urls import urlpatterns as of_the_site


def unguarded(request):
    return HttpResponse("Everything about everybody.")


urlpatterns = [
    path("admin/unguarded/", unguarded),
    path("admin/consultations/consultationrequest/forgotten/", admin.site.admin_view(unguarded)),
    *of_the_site,
]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
