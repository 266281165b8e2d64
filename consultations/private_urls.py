"""Addresses of the private page. Whoever knows the token may come in."""

from django.urls import path

from consultations.private_views import new_link, page

app_name = "private"

urlpatterns = [
    path("", new_link.new_link, name="new_link"),
    path("sent/", new_link.sent, name="new_link_sent"),
    path("<str:token>/", page.page, name="page"),
    path("<str:token>/keep/", page.keep, name="keep"),
]
