"""The pages of a long list: every row once and in order, whichever way one goes, and whatever happens meanwhile."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing

from consultations.admin.keyset_pages import FewRows, FoundRows, IndexedRows, Order, PartlyEmptyRows, page_at
from consultations.models import ConsultationRequest
from tests.samples import many_requests

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring")]
REQUESTS = "/admin/consultations/consultationrequest/"
ALL = f"{REQUESTS}?view=all"
NEWEST_FIRST = ("-created_at", "-pk")
PROMISE_FIRST = ("answer_due_at", "pk")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIZE = 4
LIST_QUERIES = 18


def requests_received(*minutes: int) -> list[ConsultationRequest]:
    """Requests that came so many minutes after noon; several may have come at one moment."""
    requests = many_requests(len(minutes))
    for request, minute in zip(requests, minutes, strict=True):
        request.created_at = NOON + timedelta(minutes=minute, microseconds=1)
    ConsultationRequest.objects.bulk_update(requests, ["created_at"])
    return requests


def reader(kind: type, ordering=NEWEST_FIRST, size: int = SIZE):
    """A function that opens a page, as a fresh visit would."""
    order, rows = Order.of(ConsultationRequest, ordering), ConsultationRequest.objects.all()
    return lambda mark="": page_at(mark, kind(rows, order), size)


def found_rows(rows, order: Order) -> FoundRows:
    """As a search shows them: in the order of their numbers, whatever that of the list."""
    return FoundRows(rows, rows.values_list("pk", flat=True))


def walk(read, way: str, mark: str = "") -> list[list[int]]:
    """The numbers of the rows on each page, from the first (or the last) on."""
    pages, page = [], read(mark)
    while page is not None:
        pages.append([row.pk for row in page.rows])
        mark = getattr(page, way)
        page = read(mark) if mark else None
    return pages


def expected(ordering) -> list[int]:
    rows = [
        (row.created_at, row.answer_due_at is None, row.answer_due_at, row.pk)
        for row in ConsultationRequest.objects.all()
    ]
    if ordering == ("-pk",):
        return sorted((row[-1] for row in rows), reverse=True)
    if ordering == NEWEST_FIRST:
        return [row[-1] for row in sorted(rows, key=lambda row: (row[0], row[-1]), reverse=True)]
    return [row[-1] for row in sorted(rows, key=lambda row: (row[1], row[2] or 0, row[3]))]


@pytest.mark.parametrize(
    ("kind", "ordering"), [(IndexedRows, NEWEST_FIRST), (FewRows, NEWEST_FIRST), (found_rows, ("-pk",))]
)
@pytest.mark.parametrize("count", [0, 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 1, 3 * SIZE - 1, 3 * SIZE])
def test_every_row_is_met_once_and_in_order_both_ways(kind, ordering, count):
    requests_received(*(number % 3 for number in range(count)))  # many of one moment
    read, order = reader(kind, ordering), expected(ordering)
    there = walk(read, "following")
    assert [number for page in there for number in page] == order
    assert all(len(page) == SIZE for page in there[:-1])
    *whole, beginning = walk(read, "previous", "last")
    assert whole == [order[len(order) - SIZE * place :][:SIZE] for place in range(1, len(whole) + 1)]
    assert beginning == order[:SIZE]


@pytest.mark.parametrize("kind", [PartlyEmptyRows, FewRows])
@pytest.mark.parametrize("with_promise", [0, 1, 3, 4, 5, 8, 9, 10])
def test_rows_without_a_value_come_last_both_ways(kind, with_promise):
    requests = requests_received(*range(10))
    for request in requests[10 - with_promise :]:
        request.answer_due_at = NOON + timedelta(minutes=request.pk % 2)
    ConsultationRequest.objects.bulk_update(requests, ["answer_due_at"])
    read, order = reader(kind, PROMISE_FIRST), expected(PROMISE_FIRST)
    assert walk(read, "following") == [order[:4], order[4:8], order[8:]]
    assert walk(read, "previous", "last") == [order[6:], order[2:6], order[:4]]


def test_all_rows_of_one_moment_are_told_apart_by_their_number():
    requests = requests_received(*[0] * 9)
    assert walk(reader(IndexedRows), "following") == [
        [row.pk for row in requests[::-1][start : start + 4]] for start in (0, 4, 8)
    ]


def test_place_holds_when_its_row_has_gone():
    requests = requests_received(*range(10))
    first = reader(IndexedRows)()
    ConsultationRequest.objects.filter(pk=first.rows[-1].pk).delete()
    second = reader(IndexedRows)(first.following)
    assert [row.pk for row in second.rows] == [row.pk for row in requests[5:1:-1]]
    ConsultationRequest.objects.filter(pk=second.rows[0].pk).delete()
    assert [row.pk for row in reader(IndexedRows)(second.previous).rows] == [
        requests[number].pk for number in (9, 8, 7, 4)
    ]


def test_new_rows_do_not_move_the_pages_that_follow():
    requests = requests_received(*range(8))
    first = reader(IndexedRows)()
    many_requests(3, first=100)  # a reload of a counted page would show some rows twice
    assert [row.pk for row in reader(IndexedRows)(first.following).rows] == [row.pk for row in requests[3::-1]]


def test_page_whose_rows_have_all_gone_leads_to_the_nearest():
    requests = requests_received(*range(9))
    read = reader(IndexedRows)
    last = read(read().following)
    ConsultationRequest.objects.filter(pk__in=[row.pk for row in requests[:5]]).delete()
    assert [row.pk for row in read(last.following).rows] == [row.pk for row in requests[:4:-1]]
    assert read(last.previous).previous == read(last.previous).following == ""
    ConsultationRequest.objects.all().delete()
    assert read(last.previous).rows == read(last.following).rows == read("last").rows == []


def test_page_before_the_second_row_is_the_whole_first_page():
    requests_received(*range(6))
    read, order = reader(IndexedRows), expected(NEWEST_FIRST)
    before = read(read("last").previous)
    assert [row.pk for row in before.rows] == order[:4]
    assert (before.previous, bool(before.following)) == ("", True)


@pytest.mark.parametrize("mark", ["2", "0", "-1", "last2", "after", "x:y", "é\0", "A" * 3000, "~", '["after"]'])
def test_place_that_is_not_ours_is_the_beginning(mark):
    requests_received(*range(6))
    assert [row.pk for row in reader(IndexedRows)(mark).rows] == expected(NEWEST_FIRST)[:4]


def test_place_of_another_order_or_one_that_was_changed_is_the_beginning():
    requests_received(*range(6))
    mark = reader(IndexedRows)().following
    assert reader(IndexedRows, ("created_at", "pk"))(mark).previous == ""
    assert reader(IndexedRows)(mark[:-1] + ("A" if mark[-1] != "A" else "B")).previous == ""
    assert reader(IndexedRows)(signing.dumps(["after", 1, 2])).previous == ""
    assert reader(IndexedRows)(mark).previous


def test_place_names_a_moment_and_a_number_only():
    (request, *_) = requests_received(*range(6))
    mark = Order.of(ConsultationRequest, NEWEST_FIRST).mark("after", request)
    salt = "consultations.consultationrequest:-created_at,-pk"
    assert signing.loads(mark, salt=salt) == ["after", "2026-03-02T12:00:00.000001+00:00", request.pk]
    assert len(mark) < 200


@pytest.mark.parametrize("ordering", [("-created_at", "pk"), ("created_at",), ("pk", "created_at"), ()])
def test_order_that_an_index_cannot_serve_is_refused(ordering):
    with pytest.raises(ValueError, match="Pages need an order"):
        Order.of(ConsultationRequest, ordering)


def links_of(html: str) -> dict[str, str]:
    nav = re.search(r'<nav class="paginator".*?</nav>', html, re.DOTALL)[0]
    return {words: REQUESTS + to.replace("&amp;", "&") for to, words in re.findall(r'href="([^"]*)">(\w+)<', nav)}


def numbers_on(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'field-patient"><a href="[^"]*/(\d+)/change/', html)]


def test_staff_go_to_both_ends_and_back_as_a_browser_would(coordinator, signed_in):
    requests_received(*range(120))
    visitor, order = signed_in(coordinator), expected(NEWEST_FIRST)

    def open_page(address: str) -> tuple[list[int], dict[str, str]]:
        html = visitor.get(address).content.decode()
        return numbers_on(html), links_of(html)

    first, links = open_page(ALL)
    assert (first, list(links)) == (order[:50], ["Next", "Last"])
    second_address = links["Next"]
    second, links = open_page(second_address)
    assert (second, list(links)) == (order[50:100], ["First", "Previous", "Next", "Last"])
    assert open_page(links["Next"])[0] == order[100:]
    last, links = open_page(links["Last"])
    assert (last, list(links)) == (order[70:], ["First", "Previous"])
    assert open_page(links["Previous"])[0] == order[20:70]
    assert open_page(links["First"])[0] == order[:50]
    assert open_page(second_address)[0] == order[50:100]  # the browser's Back


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize("place", ["", "&p=last"])
def test_list_takes_as_many_queries_however_many_rows(coordinator, signed_in, django_assert_num_queries, count, place):
    requests_received(*range(count))
    visitor = signed_in(coordinator)
    visitor.get(REQUESTS)
    with django_assert_num_queries(LIST_QUERIES):
        html = visitor.get(ALL + place).content.decode()
    assert len(numbers_on(html)) == min(count, 50)


def test_count_stops_at_a_thousand(coordinator, signed_in):
    many_requests(1001)
    html = signed_in(coordinator).get(ALL).content.decode()
    assert "<span>1,000+ requests</span>" in html
    assert '>All <span class="views__count">1,000+</span>' in html
    ConsultationRequest.objects.first().delete()
    assert "<span>1,000 requests</span>" in signed_in(coordinator).get(ALL).content.decode()
