"""The page editor: the stock admin form with ordered blocks, its state, and the buttons that publish."""

from content_editor.admin import ContentEditor
from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from practice_site.local_time import in_words
from procedures import publishing
from procedures.admin.block_inlines import INLINES, blocks_to_read, kinds_for_the_editor
from procedures.admin.editor_media import BLOCK_EDITOR_STYLE, scripts_only
from procedures.admin.page_checks import ChecksPart
from procedures.admin.page_planning import PlanningPart
from procedures.admin.page_preview import PreviewPart
from procedures.admin.page_publishing import PublishingPart
from procedures.admin.page_sharing import SharingPart
from procedures.admin.page_together import TogetherPart
from procedures.admin.page_versions import VersionsPart
from procedures.forms import PageForm
from procedures.models import Page, Picture
from procedures.models.page import site_order


@admin.register(Page)
class PageAdmin(
    PublishingPart, PlanningPart, PreviewPart, SharingPart, VersionsPart, ChecksPart, TogetherPart, ContentEditor
):
    """Staff edit the working copy here; only "Publish" changes the site."""

    form = PageForm
    inlines = INLINES
    list_display = ["title", "state_in_words", "address", "last_change"]
    list_display_links = ["title"]
    list_select_related = ["edited_by"]
    sortable_by = []
    list_per_page = 50
    search_fields = ["title", "slug", "summary"]
    search_help_text = "Title, address or opening sentence"
    actions = None
    view_on_site = False  # the editor itself says where the page stands
    fieldsets = [
        (None, {"fields": ["title", "hero_line", "summary", "also_called"], "description": "What readers see first."}),
        (
            "Address and menu",
            {
                "fields": ["kind", "slug", "nav_title", "nav_order"],
                "classes": ["collapse"],
                "description": "Rarely changed. A new address counts once published; the old one then leads to it.",
            },
        ),
        (
            "Search results and shared links",
            {
                "fields": ["seo_title", "seo_description", "noindex", "share_image", "share_upload"],
                "classes": ["collapse"],
                "description": "What search engines and messengers show of this page.",
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    def get_ordering(self, request):
        return site_order()

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | {"form_kwargs": {"user": request.user}} if inline.model is Picture else kwargs

    def get_prepopulated_fields(self, request, obj=None):
        """A new page takes its address from its title; a page that exists keeps the one it has."""
        return {} if obj else {"slug": ["title"]}

    @admin.display(description="State")
    def state_in_words(self, page):
        state = format_html('<span class="state state--{}">{}</span>', page.state.value, page.state.label)
        if page.planned_from:
            state += format_html("<small>next from {}</small>", in_words(page.planned_from))
        return state

    @admin.display(description="Address")
    def address(self, page):
        return format_html('<a href="{0}">{0}</a>', page.live_path) if page.live_path else page.path

    @admin.display(description="Last change")
    def last_change(self, page):
        when = date_format(timezone.localtime(page.edited_at), "j M Y, H:i")
        return format_html("{}<small>by {}</small>", when, page.edited_by) if page.edited_by else when

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    def render_change_form(self, request, context, **kwargs):
        """The state above the form, what the editor's scripts need, and a policy that lets them run."""
        page = context.get("original")
        may_edit = self.has_change_permission(request, page) if page else self.has_add_permission(request)
        context |= {
            "can_edit_blocks": may_edit,
            "block_kinds": kinds_for_the_editor(context["inline_admin_formsets"]),
            "blocks_to_read": [] if may_edit else blocks_to_read(context["inline_admin_formsets"]),
            "link_choices": [
                {"href": f"page:{other.pk}", "title": other.title, "path": other.path}
                for other in Page.objects.in_site_order()
            ],
        }
        context |= self.editor_context(request, page)
        response = super().render_change_form(request, context, **kwargs)
        media = response.context_data["media"] if may_edit else self.media  # without fields, the editor would stumble
        response.context_data["media"] = scripts_only(media, request.csp_nonce)
        request.inline_style_hash = BLOCK_EDITOR_STYLE
        return response

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        publishing.record_edit(form.instance, editor=request.user)

    def has_delete_permission(self, request, obj=None):
        """A page that was ever published stays: its versions are the record of what the site said."""
        if obj is not None and obj.versions.exists():
            return False
        return super().has_delete_permission(request, obj)
