"""Addresses of what a patient gives us."""

from django.urls import path

from consultations import views

app_name = "consultations"

urlpatterns = [
    path("", views.consultation_request, name="request"),
    path("received/", views.received, name="received"),
    path("under-18/", views.under_age, name="under_age"),
]
