"""Made-up requests: as many as asked for, found like any other, and never where patients may be by mistake."""

import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from consultations import sample_requests, search_index
from consultations.models import ConsultationRequest, DuplicateSign, SearchTerm
from tests.samples import patient_request

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_ring")]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(*arguments, stream: io.StringIO | None = None, **options) -> str:
    stream = stream or io.StringIO()
    call_command("make_sample_requests", *arguments, stdout=stream, **options)
    return stream.getvalue()


def test_command_makes_up_to_so_many_and_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(sample_requests, "BATCH", 4)
    patient_request(full_name="Real Person")
    work = sample_requests.make(10)
    next(work)
    work.close()  # as one who stops it
    assert "6 requests made. There are 10 made-up ones now." in run(10)
    assert "0 requests made. There are 10 made-up ones now." in run(5)
    assert ConsultationRequest.objects.count() == 11
    assert len(search_index.find("sample").numbers) == 10


def test_people_are_plainly_made_up_and_sealed_and_found():
    run(30)
    for request in ConsultationRequest.objects.all():
        first, middle, last = request.full_name.split()
        assert (middle, request.email.endswith("@example.com")) == ("Sample", True)
        assert request.phone == "" or " 555 01" in request.phone
        assert request.pk in search_index.find(f"{first} {last}").numbers
        assert request.pk in search_index.find(request.email).numbers
        rows = set(SearchTerm.objects.filter(request=request).values_list("digest", flat=True))
        search_index.write_index(request)
        assert set(SearchTerm.objects.filter(request=request).values_list("digest", flat=True)) == rows
    assert DuplicateSign.objects.filter(kind="email").count() == 30
    assert ConsultationRequest.objects.filter(answer_due_at=None, status__in=["new", "in_review"]).count() == 0


def test_site_with_a_public_address_is_left_alone_unless_one_is_sure(settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, is_https=True)
    with pytest.raises(CommandError, match="--among-real-requests"):
        run(3)
    assert not ConsultationRequest.objects.exists()
    assert "3 requests made." in run(3, among_real_requests=True)


@pytest.mark.parametrize("count", [0, -1, 10_000_001])
def test_count_that_makes_no_sense_is_refused(count):
    with pytest.raises(CommandError, match="Between 1 and 10,000,000"):
        run("--", count)


def test_progress_is_one_line_in_a_terminal_and_plain_lines_elsewhere():
    shown = run(2, stream=Terminal())
    assert shown.startswith("\rrequests  [########################]  2 of 2  ")
    assert (shown.count("\n"), "0:00 left\033[K\n2 requests made." in shown) == (2, True)
    plain = run(3)
    assert ("\r" in plain, plain.count("\n")) == (False, 2)
