"""Requests in the admin: a list to work through, and the screens of each request."""

from django.contrib import admin

from consultations.admin.answer_admin import AnswerScreen
from consultations.admin.entry_admin import EntryScreen
from consultations.admin.erase_admin import EraseScreen
from consultations.admin.export_views import Exports
from consultations.admin.hold_admin import HoldScreen
from consultations.admin.inbox_list import InboxList
from consultations.admin.joining_admin import JoinScreens
from consultations.admin.owner_admin import OwnerScreen
from consultations.admin.photo_admin import PhotosOfRequest
from consultations.admin.photo_viewer import PhotoViewer
from consultations.admin.request_page import RequestPage
from consultations.admin.request_queue import NextRequest
from consultations.admin.surgeons_brief import SurgeonsBrief
from consultations.admin.visit_admin import VisitScreens
from consultations.models import ConsultationRequest


@admin.register(ConsultationRequest)
class ConsultationRequestAdmin(
    InboxList,
    RequestPage,
    OwnerScreen,
    NextRequest,
    PhotoViewer,
    SurgeonsBrief,
    PhotosOfRequest,
    VisitScreens,
    AnswerScreen,
    JoinScreens,
    EntryScreen,
    Exports,
    HoldScreen,
    EraseScreen,
    admin.ModelAdmin,
):
    """The list and the screens of one request come with the parts."""
