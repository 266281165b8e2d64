"""Addresses of the private page. Whoever knows the token may come in."""

from django.urls import path

from consultations.private_views import agreements, ending, history, new_link, own_data, page, photos, visit

app_name = "private"

urlpatterns = [
    path("", new_link.new_link, name="new_link"),
    path("sent/", new_link.sent, name="new_link_sent"),
    path("erased/", ending.erased, name="erased"),
    path("<str:token>/", page.page, name="page"),
    path("<str:token>/keep/", page.keep, name="keep"),
    path("<str:token>/times/", visit.choose, name="choose_time"),
    path("<str:token>/visit/cancel/", visit.cancel, name="cancel_visit"),
    path("<str:token>/visit.ics", visit.calendar, name="visit_calendar"),
    path("<str:token>/operations/", history.add_operation, name="add_operation"),
    path("<str:token>/operations/<int:pk>/remove/", history.remove_operation, name="remove_operation"),
    path("<str:token>/health/", history.answer_health, name="answer_health"),
    path("<str:token>/health/remove/", history.remove_health, name="remove_health"),
    path("<str:token>/photos/consent/", photos.agree, name="photos_agree"),
    path("<str:token>/photos/<str:view>/", photos.send, name="photo_send"),
    path("<str:token>/photos/<str:view>/remove/", photos.remove, name="photo_remove"),
    path("<str:token>/agreed/<str:purpose>/take-back/", agreements.withdraw, name="take_back"),
    path("<str:token>/agreed/<str:purpose>/agree/", agreements.agree, name="agree"),
    path("<str:token>/data-link/", own_data.send_link, name="data_link"),
    path("<str:token>/read/", own_data.read, name="read_data"),
    path("<str:token>/download/", own_data.download, name="download_data"),
    path("<str:token>/letters/", own_data.letters, name="letters"),
    path("<str:token>/withdraw/", ending.withdraw, name="withdraw"),
    path("<str:token>/erase/", ending.erase, name="erase"),
]
