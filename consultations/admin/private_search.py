"""Searching for a patient without the patient's name in an address, where histories and the logs of proxies keep it.

The words travel in the body of the form. The address of the list that they lead to holds them sealed.
"""

import base64

from django import forms
from django.contrib import messages
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR, ChangeListSearchForm
from django.core.exceptions import ImproperlyConfigured, PermissionDenied

from consultations import encryption, search_index
from consultations.admin.keyset_pages import KeysetChangeList
from consultations.search_index import MOST_FOUND, Found
from consultations.see_other import SeeOther

PLACE = "search"
MARK = "~"  # tells sealed words from words that somebody typed into the address
MOST_LETTERS = 200


def sealed(words: str) -> str:
    """Words as they stand in an address."""
    return MARK + base64.urlsafe_b64encode(encryption.seal(words.encode(), PLACE)).decode().rstrip("=")


def opened(text: str) -> str:
    """The words that an address holds. Raises `CannotOpen` for sealed ones that are damaged or whose key is gone."""
    if not text.startswith(MARK):
        return text
    signs = text.removeprefix(MARK)
    try:
        content = base64.b64decode(signs + "=" * (-len(signs) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise encryption.CannotOpen("This is not a sealed value.") from None
    return encryption.open_sealed(content, PLACE).decode()


class WordsInTheAddress(ChangeListSearchForm):
    """What the list searches for; `cl.query` holds the words as they were typed."""

    def clean_q(self) -> str:
        try:
            return opened(self.cleaned_data[SEARCH_VAR])
        except encryption.CannotOpen:
            raise forms.ValidationError("This search cannot be repeated any more. Type the words again.") from None


class TypedWords(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=MOST_LETTERS,
        error_messages={"max_length": f"Search for up to {MOST_LETTERS} letters."},
    )


class PrivateChangeList(KeysetChangeList):
    """A list of requests that is searched without a word in its address."""

    search_form_class = WordsInTheAddress
    found = Found([])

    @property
    def few(self) -> bool:
        return bool(self.query.strip())

    def get_queryset(self, request, exclude_parameters=None):
        self.may_export = self.model_admin.has_export_permission(request)
        rows = super().get_queryset(request, exclude_parameters)
        if self.few:
            self.found = search_index.find(self.query)
            self.is_narrowed = rows.query.has_filters()
            return rows.filter(pk__in=self.found.numbers)
        # Words that could not be opened find nothing, not everyone.
        return rows.none() if request.GET.get(SEARCH_VAR) and not self.query else rows

    @property
    def found_in_words(self) -> str:
        if not self.found.is_more:
            return f"{self.result_count:,} found."
        if self.result_count == MOST_FOUND:
            return f"{MOST_FOUND:,}+ found. Type more letters."
        return f"{self.result_count:,} found among the newest. Older ones may fit as well: type more letters."

    @property
    def address_of_list(self) -> str:
        """The list as it is shown, words and view, whichever page is open."""
        return self.get_query_string(remove=[PAGE_VAR])

    def found_numbers(self):
        """Without a look at the rows where there is nothing else that they must fit."""
        return super().found_numbers() if self.is_narrowed else self.found.numbers

    @property
    def address_without_words(self) -> str:
        return self.get_query_string(remove=[SEARCH_VAR])


class PrivateSearch:
    """For a `ModelAdmin` whose list is searched by `search_form.html` with POST. Its other forms send an `action`."""

    def get_changelist(self, request, **kwargs):
        return PrivateChangeList

    def changelist_view(self, request, extra_context=None):
        if request.method != "POST" or "action" in request.POST:
            return super().changelist_view(request, extra_context)
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return SeeOther(self._address(request))

    def _address(self, request) -> str:
        """The list as it was, with the words that were sent now, sealed."""
        address = request.GET.copy()
        address.pop(SEARCH_VAR, None)
        address.pop(PAGE_VAR, None)
        form = TypedWords(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(form.errors[SEARCH_VAR]))
        elif form.cleaned_data[SEARCH_VAR]:
            try:
                address[SEARCH_VAR] = sealed(form.cleaned_data[SEARCH_VAR])
            except ImproperlyConfigured:
                messages.error(request, "The key ring cannot be read, so nobody can be searched for now.")
        return f"{request.path}?{address.urlencode()}" if address else request.path
