"""Views that fail while they hold what a visitor sent, in every place where a report might look for it."""

from django.http import HttpResponse
from django.template import Context, Template
from django.urls import path

from practice_site.urls import handler400, handler403, handler404, handler500
from practice_site.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def fails_with_a_variable(request, token):
    typed = request.POST["words"]
    kept = {"name": typed, "token": token, "browser": request.headers["User-Agent"]}
    return HttpResponse(kept["missing"])


def fails_with_words_and_notes(request, token):
    try:
        int(request.POST["words"])
    except ValueError as problem:
        problem.add_note(request.POST["words"])
        raise RuntimeError(f"{request.POST['words']} at {token}") from problem


def fails_in_letters(request, token):
    return HttpResponse(request.POST["words"].encode("ascii"))


class Speaks:
    def __init__(self, words):
        self.words = words

    def aloud(self):
        raise ValueError(self.words)


def fails_in_a_template(request, token):
    return HttpResponse(Template("Before. {{ it.aloud }}").render(Context({"it": Speaks(request.POST["words"])})))


def tells_what_the_code_says(request, token):
    raise ImportError("no module of that name")


urlpatterns = [
    path("request/<str:token>/fails/variable/", fails_with_a_variable),
    path("request/<str:token>/fails/words/", fails_with_words_and_notes),
    path("request/<str:token>/fails/letters/", fails_in_letters),
    path("request/<str:token>/fails/template/", fails_in_a_template),
    path("request/<str:token>/fails/code/", tells_what_the_code_says),
    *of_the_site,
]
