"""Staff pages that are open before anyone has signed in; the admin's own addresses come after these."""

from django.urls import path

from practice_site import staff_views

urlpatterns = [
    path("first-administrator/<str:token>/", staff_views.first_administrator_page, name="first_administrator"),
    path("welcome/<uidb64>/<token>/", staff_views.WelcomeView.as_view(), name="welcome"),
]
