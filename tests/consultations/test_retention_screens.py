"""How long things are kept, as staff read and change it, and what goes soon."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from consultations import legal_hold, photo_files, retention_limits, start_page
from consultations.models import ConsultationRequest, RequestPhoto, RetentionRule
from tests.samples import many_requests, patient_request

pytestmark = pytest.mark.django_db
LIMITS = "/admin/consultations/retentionrule/"
SOON = f"{LIMITS}soon/"
NOW = datetime(2027, 7, 13, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


def closed_for(days: int, count: int = 1, *, with_photo: bool = True) -> list[ConsultationRequest]:
    requests = many_requests(count, ConsultationRequest.objects.count())
    pks = [request.pk for request in requests]
    ConsultationRequest.objects.filter(pk__in=pks).update(status="closed", changed_at=NOW - timedelta(days=days))
    for request in requests if with_photo else []:
        names = {"file_name": photo_files.new_name(), "thumbnail_name": photo_files.new_name()}
        RequestPhoto.objects.create(request=request, view="front", width=1, height=1, **names)
    return requests


def words_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def typed(**changed) -> dict:
    days = {f"{stage}_{what}": limit.days or "" for (stage, what), limit in retention_limits.in_force().items()}
    return days | changed


def known_in(answer) -> str:
    return unescape(re.search(r'name="known" value="([^"]+)"', answer.content.decode())[1])


def test_screen_shows_every_limit_with_default_reason_and_what_it_would_erase(signed_in, administrator):
    closed_for(100, 3)
    page = signed_in(administrator).get(LIMITS)
    words = words_of(page)
    for stage in RetentionRule.Stage.labels:
        assert stage in words
    assert "8 NYCRR 29.2" in words
    assert re.search(r"Default: 90 days Would erase now: 3 ", words)
    assert page.content.decode().count('type="number"') == 20


def test_longer_limit_and_blank_are_saved_without_a_question(signed_in, administrator):
    closed_for(100, 3)
    answer = signed_in(administrator).post(LIMITS, typed(closed_photos=200, closed_everything=""), follow=True)
    assert "The limits were saved." in words_of(answer)
    assert dict(RetentionRule.objects.values_list("what", "days")) == {"photos": 200, "everything": None}
    assert sorted(LogEntry.objects.values_list("change_message", flat=True)) == [
        "Closed, photos: 200 days",
        "Closed, the whole request: kept",
    ]


def test_shorter_limit_that_erases_asks_for_a_tick_that_names_it(signed_in, administrator):
    closed_for(60, 3)
    client = signed_in(administrator)
    asked = client.post(LIMITS, typed(closed_photos=30))
    assert "I know that this is lost: photos of 3 closed requests" in words_of(asked)
    assert not RetentionRule.objects.exists()
    confirmed = typed(closed_photos=30, known=known_in(asked), confirmed="on")
    closed_for(60, 1)  # one more, meanwhile
    asked_again = client.post(LIMITS, confirmed)
    assert "photos of 4 closed requests" in words_of(asked_again)
    assert not RetentionRule.objects.exists()
    client.post(LIMITS, confirmed | {"known": known_in(asked_again)})
    assert RetentionRule.objects.get().days == 30
    assert RequestPhoto.objects.count() == 4  # nothing goes at the moment of saving


def test_shorter_limit_that_erases_nothing_needs_no_tick(signed_in, administrator):
    closed_for(10, 3)
    signed_in(administrator).post(LIMITS, typed(closed_photos=30))
    assert RetentionRule.objects.get().days == 30


def test_look_says_what_it_would_mean_and_saves_nothing(signed_in, administrator):
    closed_for(60, 3)
    answer = signed_in(administrator).post(LIMITS, typed(closed_everything=50, look="1"))
    assert "All of 3 closed requests" in words_of(answer)
    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("days", ["0", "-1", "36501", "soon", "1e3"])
def test_days_that_are_none_are_refused_with_all_else_kept(signed_in, administrator, days):
    answer = signed_in(administrator).post(LIMITS, typed(closed_photos=days, withdrawn_everything=60))
    assert "Please correct what is marked below." in words_of(answer)
    assert 'value="60"' in answer.content.decode()
    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("role", ["surgeon", "coordinator"])
def test_surgeon_and_coordinator_read_but_do_not_change(staff_of, signed_in, role):
    client = signed_in(staff_of(role))
    page = client.get(LIMITS)
    assert "Only administrators change these limits." in words_of(page)
    assert 'type="number"' not in page.content.decode()
    assert client.post(LIMITS, typed(closed_photos=200)).status_code == 403
    assert not RetentionRule.objects.exists()
    assert f'href="{LIMITS}"' in client.get("/admin/").content.decode()


def test_editor_gets_no_hint(signed_in, editor):
    closed_for(85)
    client = signed_in(editor)
    assert [client.get(path).status_code for path in (LIMITS, SOON)] == [403, 403]
    start = words_of(client.get("/admin/"))
    assert "erased" not in start
    assert "How long things are kept" not in start


def test_start_page_counts_what_goes_in_thirty_days(signed_in, coordinator):
    closed_for(70, 3)
    closed_for(338, with_photo=False)
    closed_for(40)
    words = words_of(signed_in(coordinator).get("/admin/"))
    assert "Photos of 3 closed requests, on 2 August. All of 1 closed request, on 9 August." in words
    assert "See which, or hold one" in words


def test_start_page_says_nothing_where_nothing_goes(signed_in, coordinator):
    closed_for(40)
    assert "Will be erased" not in words_of(signed_in(coordinator).get("/admin/"))


def test_list_of_what_goes_soon_leads_to_the_hold_and_back(signed_in, surgeon):
    [first], [second] = closed_for(89), closed_for(70)
    client = signed_in(surgeon)
    page = client.get(SOON)
    order = [words_of(page).index(request.reference) for request in (first, second)]
    assert order == sorted(order)
    assert f"Closed since {timezone.localdate(NOW) - timedelta(days=89):%-d %b %Y}, kept 90 days" in words_of(page)
    hold = re.search(r'href="([^"]+/hold/\?back=soon)"', page.content.decode())[1]
    assert 'name="back" value="soon"' in client.get(hold).content.decode()
    answer = client.post(hold.partition("?")[0], {"act": "hold", "reason": "A letter.", "back": "soon"}, follow=True)
    assert answer.redirect_chain[-1][0] == SOON
    assert second.reference in words_of(answer)
    assert "Photos of 1 closed request, on" in words_of(answer)


def test_coordinator_sees_the_list_without_buttons(signed_in, coordinator):
    closed_for(89)
    page = signed_in(coordinator).get(SOON)
    assert "Only administrators and the surgeon can hold one." in words_of(page)
    assert "/hold/" not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [(LIMITS, 7), (SOON, 19)])
def test_screens_ask_as_much_whatever_goes(signed_in, surgeon, django_assert_num_queries, count, path, queries):
    closed_for(89, count)
    legal_hold.hold(patient_request(), "A letter.", actor=surgeon)
    client = signed_in(surgeon)
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


@pytest.mark.parametrize("count", [1, 3])
def test_panel_of_the_start_page_takes_two_queries(rf, surgeon, django_assert_num_queries, count):
    closed_for(89, count)
    request = rf.get("/admin/")
    request.user = surgeon
    surgeon.has_perm("any.thing")  # what a person may do is read once for the page
    with django_assert_num_queries(2):
        assert start_page.erased_soon(request)["outlooks"][0].count == count
