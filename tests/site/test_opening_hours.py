"""Opening hours and holidays: one page, words for what is wrong, and what follows from a save."""

import re
import threading
from datetime import UTC, date, datetime, time
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils.html import strip_tags

from consultations.models import ConsultationRequest
from practice_site import hours_words, shared_parts
from practice_site.models import OpeningHours, Practice, SpecialDay
from practice_site.working_hours import USUAL
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
PAGE = "/admin/practice_site/openinghours/"
SPECIAL = f"{PAGE}special/"
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday, ten in New York
WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
NINE, NOON, ONE, FIVE = time(9), time(12), time(13), time(17)


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


def shown(html) -> str:
    """The words of a page in one line."""
    if not isinstance(html, str):
        html = html.content.decode()
    body = re.sub(r"<svg.*?</svg>", "", html[html.index("<body") :], flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(strip_tags(re.sub(r"<", " <", body)))).strip()


def typed(client, **changed) -> dict:
    """What the form of the week holds as it was drawn, with changes: `monday_opens="10:00"`."""
    html = client.get(PAGE).content.decode()
    fields = re.findall(r"<input[^>]*>", html[html.index('id="hours-change"') : html.index('id="hours-special"')])
    values = {}
    for field in fields:
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', field))
        if attributes["type"] != "checkbox" or " checked" in field:
            values[attributes["name"]] = unescape(attributes.get("value", "on" if " checked" in field else ""))
    return {name: value for name, value in (values | changed).items() if value is not None}


def week() -> list[tuple]:
    return list(OpeningHours.objects.values_list("weekday", "opens_at", "closes_at"))


def save(client, **changed):
    return client.post(PAGE, typed(client, **changed), follow=True)


def test_page_says_that_hours_are_assumed_until_somebody_saves_them(desk):
    assert "Nobody has set the hours yet. Until then, Monday to Friday, 9:00 to 17:00 is assumed." in shown(
        desk.get(PAGE)
    )
    assert "Opening hours for the waiting clock" in shown(desk.get("/admin/"))
    response = save(desk)
    assert "Nobody has set" not in shown(response)
    assert week() == [(day, NINE, FIVE) for day in range(5)]
    assert "Opening hours for the waiting clock" not in shown(desk.get("/admin/"))


def test_all_days_are_saved_at_once_with_breaks_and_midnight(desk):
    save(
        desk,
        monday_closes="12:00",
        monday_opens_again="13:00",
        monday_closes_again="17:00",
        tuesday_opens="",
        tuesday_closes="",
        saturday_opens="20:00",
        saturday_closes="0:00",
    )
    assert week() == [
        (0, NINE, NOON),
        (0, ONE, FIVE),
        (2, NINE, FIVE),
        (3, NINE, FIVE),
        (4, NINE, FIVE),
        (5, time(20), time(0)),
    ]
    text = shown(desk.get(PAGE))
    assert "Monday today 9:00 to 12:00 and 13:00 to 17:00" in text
    assert "Tuesday Closed" in text
    assert "Saturday 20:00 to midnight" in text
    assert typed(desk)["saturday_closes"] == "00:00"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"monday_closes": ""}, "Give both times, or leave both blank."),
        ({"monday_opens_again": "18:00"}, "Give both times, or leave both blank."),
        ({"monday_closes": "09:00"}, "The closing time must be later than the opening time. For midnight write 0:00."),
        (
            {"monday_opens_again": "16:00", "monday_closes_again": "19:00"},
            "The second hours must begin",
        ),
        (
            {"monday_opens_again": "08:00", "monday_closes_again": "08:30"},
            "The second hours must begin",
        ),
        (
            {"monday_opens_again": "17:00", "monday_closes_again": "19:00"},
            "These hours follow each other without a break. Write them as one: 9:00 to 19:00.",
        ),
        (
            {"monday_closes": "0:00", "monday_opens_again": "18:00", "monday_closes_again": "19:00"},
            "The second hours must begin",
        ),
        (
            {"sunday_opens_again": "18:00", "sunday_closes_again": "19:00"},
            "Write the first hours of the day into the first two fields.",
        ),
        ({"monday_opens": "soon"}, "Write the time like 9:00 or 17:30."),
        ({f"{day}_{part}": "" for day in WORKDAYS for part in ("opens", "closes")}, "At least one day of the week"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_saved(desk, changed, words):
    response = desk.post(PAGE, typed(desk, **changed))
    html = response.content.decode()
    assert words in shown(html)
    assert "<title>Error: " in html
    assert week() == []
    for name, value in changed.items():
        assert not value or re.search(rf'name="{name}" value="{value}"', html), name


def test_what_a_colleague_saved_meanwhile_is_not_written_over_unseen(desk, signed_in, surgeon):
    mine = typed(desk, friday_closes="15:00")
    save(signed_in(surgeon), friday_closes="16:00")
    response = desk.post(PAGE, mine)
    assert "Monday to Thursday, 9:00 to 17:00; Friday, 9:00 to 16:00. What you typed is still here." in shown(response)
    assert (4, NINE, time(16)) in week()
    seen = re.search(r'name="seen" value="([^"]*)"', response.content.decode())[1]
    desk.post(PAGE, mine | {"seen": unescape(seen)})
    assert (4, NINE, time(15)) in week()


def test_saved_hours_move_what_is_due(desk):
    patient_request()
    save(desk, **{f"{day}_opens": "13:00" for day in WORKDAYS})
    request = ConsultationRequest.objects.get()
    assert request.answer_due_at == datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # Tuesday at five


def test_promised_hours_of_the_practice_form_move_what_is_due(desk):
    patient_request()
    form = "/admin/practice_site/practice/1/change/"
    Practice.objects.get_or_create(pk=1)
    fields = {field.name: getattr(Practice.objects.get(), field.name) for field in Practice._meta.fields}
    desk.post(form, fields | {"reply_hours": 2})
    assert ConsultationRequest.objects.get().answer_due_at == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("public", "is_ticked"), [("", True), ("Monday to Friday, 9:00 to 17:00", True), ("By wish", False)]
)
def test_tick_stands_where_the_text_on_the_site_is_ours_or_blank(desk, public, is_ticked):
    Practice.objects.create(pk=1, opening_hours=public)
    assert ("write_on_site" in typed(desk)) is is_ticked


def test_tick_writes_the_hours_into_the_footer_through_the_shared_parts(desk, client, monkeypatch):
    asked = []
    monkeypatch.setattr(shared_parts, "changing", _noted(shared_parts.changing, asked))
    save(desk, saturday_opens="10:00", saturday_closes="14:00")
    assert Practice.objects.get().opening_hours == "Monday to Friday, 9:00 to 17:00\nSaturday, 10:00 to 14:00"
    assert "<li>Saturday, 10:00 to 14:00</li>" in client.get("/consultation/").content.decode()
    save(desk, saturday_opens="10:00", saturday_closes="14:00")
    assert len(asked) == 1  # nothing changed on the site the second time


def _noted(changing, asked: list):
    def noted():
        asked.append(True)
        return changing()

    return noted


def test_own_words_stay_on_the_site_without_the_tick_and_that_is_said(desk):
    Practice.objects.create(pk=1, opening_hours="By wish")
    assert "The footer of the site still shows what was written there by hand." in shown(save(desk))
    assert Practice.objects.get().opening_hours == "By wish"
    assert "The footer of the site shows words that were written by hand: By wish." in shown(desk.get(PAGE))


def test_site_that_cannot_take_the_words_over_keeps_the_hours_as_they_were(desk, monkeypatch):
    def refuse():
        raise shared_parts.NotChanged("The copy of a page could not be kept. Please try again.")

    monkeypatch.setattr(shared_parts, "_keepers", [refuse])
    text = shown(save(desk, monday_opens="10:00"))
    assert "The copy of a page could not be kept. Please try again." in text
    assert (week(), Practice.objects.filter(opening_hours__gt="").count()) == ([], 0)


def test_special_day_is_added_changed_and_removed(desk):
    answer = desk.post(
        SPECIAL,
        {"day": "2026-12-24", "opens_at": "10:00", "closes_at": "14:00", "reason": "Christmas Eve"},
        follow=True,
    )
    assert "Thursday, 24 December 2026 was saved." in shown(answer)
    assert "Thursday, 24 December 2026 Open 10:00 to 14:00 , Christmas Eve" in shown(answer)
    special = SpecialDay.objects.get()
    assert 'value="2026-12-24"' in desk.get(f"{SPECIAL}{special.pk}/").content.decode()
    desk.post(f"{SPECIAL}{special.pk}/", {"day": "2026-12-28", "opens_at": "", "closes_at": "", "reason": ""})
    special = SpecialDay.objects.get()
    assert (special.day, special.stretches) == (date(2026, 12, 28), [])
    answer = desk.post(f"{SPECIAL}{special.pk}/remove/", follow=True)
    assert "Monday, 28 December 2026 keeps its usual hours again." in shown(answer)
    assert not SpecialDay.objects.exists()
    answer = desk.post(f"{SPECIAL}{special.pk}/remove/", follow=True)
    assert "This day was not in the list any more." in shown(answer)


@pytest.mark.parametrize(
    ("typed_day", "words"),
    [
        ({"day": "2026-12-25"}, "This day is in the list already. Please change it there."),
        ({"day": "2026-11-22"}, "This day has passed. Choose one that is still to come."),
        ({"day": ""}, "Choose the day."),
        ({"day": "soon"}, "Write the day like 2026-12-24."),
        ({"opens_at": "10:00"}, "Give both times, or leave both blank."),
        ({"closes_at": "10:00"}, "Give both times, or leave both blank."),
        ({"opens_at": "10:00", "closes_at": "9:00"}, "The closing time must be later than the opening time."),
        ({"opens_at": "ten", "closes_at": "11:00"}, "Write the time like 9:00 or 17:30."),
    ],
)
def test_special_day_that_cannot_be_is_said_in_words(desk, typed_day, words):
    SpecialDay.objects.create(day=date(2026, 12, 25))
    response = desk.post(SPECIAL, {"day": "2026-12-24", "opens_at": "", "closes_at": "", "reason": ""} | typed_day)
    assert words in shown(response)
    assert SpecialDay.objects.count() == 1


def test_special_day_until_midnight_is_kept(desk):
    desk.post(SPECIAL, {"day": "2026-12-31", "opens_at": "20:00", "closes_at": "0:00", "reason": ""})
    assert "Open 20:00 to midnight" in shown(desk.get(PAGE))


def test_holidays_of_twelve_months_say_what_applies(desk):
    SpecialDay.objects.create(day=date(2026, 12, 25), opens_at=time(10), closes_at=time(14))
    SpecialDay.objects.create(day=date(2027, 1, 1))
    text = shown(desk.get(PAGE))
    text = text[text.index("Coming holidays") :]
    assert "Thanksgiving Day Thu, 26 November 2026 Closed, as every year Set other hours" in text
    assert "Christmas Day Fri, 25 December 2026 Open 10:00 to 14:00, as you set Change" in text
    assert "New Year's Day Fri, 1 January 2027 Closed, as you set Change" in text
    assert "Independence Day Sun, 4 July 2027 Closed, as on every Sunday" in text
    assert "Independence Day (observed) Mon, 5 July 2027 Closed, as every year" in text
    assert text.count("Thanksgiving Day") == 2  # as words and in its link: the one of next year comes later


def test_link_of_a_holiday_fills_in_its_day(desk):
    html = desk.get(f"{SPECIAL}?day=2026-11-26").content.decode()
    assert re.search(r'name="day" value="2026-11-26"', html)
    for odd in ("2026-02-30", "x", ""):
        assert not re.search(r'name="day" value', desk.get(f"{SPECIAL}?day={odd}").content.decode())


def test_page_says_what_the_clock_does(desk):
    text = shown(desk.get(PAGE))
    assert "A new request gets its first answer within 8 hours in which the practice is open." in text
    assert "What comes in now is due by Tuesday, 24 November 2026, 10:00 EST ." in text


@pytest.mark.django_db(transaction=True)
def test_button_pressed_twice_at_once_saves_once(coordinator, signed_in):
    client = signed_in(coordinator)
    week_form, day_form = typed(client), {"day": "2026-12-24", "opens_at": "", "closes_at": "", "reason": ""}
    together, answers = threading.Barrier(6), []

    def press(address, form):
        try:
            together.wait(timeout=60)
            answers.append(signed_in(coordinator).post(address, form).status_code)
        finally:
            connection.close()

    sent = [(PAGE, week_form), (SPECIAL, day_form)] * 3
    presses = [threading.Thread(target=press, args=each) for each in sent]
    [each.start() for each in presses]
    [each.join() for each in presses]
    assert set(answers) <= {200, 302}
    assert len(answers) == 6
    assert (week(), SpecialDay.objects.count()) == ([(day, NINE, FIVE) for day in range(5)], 1)
    assert Practice.objects.get().opening_hours == "Monday to Friday, 9:00 to 17:00"


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_whatever_is_in_the_list(desk, django_assert_num_queries, count):
    for number in range(count):
        SpecialDay.objects.create(day=date(2026, 12, 1 + number))
    desk.get(PAGE)
    with django_assert_num_queries(8):
        desk.get(PAGE)


@pytest.mark.parametrize("role", ["surgeon", "coordinator", "administrator"])
def test_clinic_finds_the_page_in_the_menu_and_on_the_start_page(staff_of, signed_in, role):
    html = signed_in(staff_of(role)).get("/admin/").content.decode()
    assert html.count(f'href="{PAGE}"') == 3  # menu, what is still to fill in, room
    assert "They drive the waiting clock" in html


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_editors_have_no_access_and_no_hint(staff_of, signed_in, role):
    client = signed_in(staff_of(role))
    special = SpecialDay.objects.create(day=date(2026, 12, 24))
    assert "openinghours" not in client.get("/admin/").content.decode()
    for address in (PAGE, SPECIAL, f"{SPECIAL}{special.pk}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403
    assert client.post(f"{SPECIAL}{special.pk}/remove/").status_code == 403
    assert (week(), SpecialDay.objects.count()) == ([], 1)


def test_someone_who_may_only_look_sees_no_form(staff_of, signed_in):
    looker = staff_of("editor")
    looker.user_permissions.set(Permission.objects.filter(codename__in=["view_openinghours", "view_specialday"]))
    SpecialDay.objects.create(day=date(2026, 12, 24))
    client = signed_in(looker)
    html = client.get(PAGE).content.decode()
    assert "Thursday, 24 December 2026 Closed" in shown(html)
    assert not re.search(r"Save the hours|Add this day|>Remove|Set other hours", html)
    assert client.post(PAGE, {}).status_code == 403


def test_no_screen_leads_to_a_single_row(desk, administrator, signed_in):
    row = OpeningHours.objects.create(weekday=0, opens_at=NINE, closes_at=FIVE)
    for address in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/"):
        assert signed_in(administrator).get(f"{PAGE}{address}").status_code == 404


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        (USUAL, ["Monday to Friday, 9:00 to 17:00"]),
        ({0: [(NINE, FIVE)], 1: [(NINE, FIVE)]}, ["Monday and Tuesday, 9:00 to 17:00"]),
        ({0: [(NINE, FIVE)], 2: [(NINE, FIVE)]}, ["Monday, 9:00 to 17:00", "Wednesday, 9:00 to 17:00"]),
        (
            {**USUAL, 4: [(NINE, NOON), (ONE, time(0))]},
            ["Monday to Thursday, 9:00 to 17:00", "Friday, 9:00 to 12:00 and 13:00 to midnight"],
        ),
        ({6: [(time(0), time(0))]}, ["Sunday, all day"]),
        ({}, []),
    ],
)
def test_week_in_lines_for_readers(hours, lines):
    assert hours_words.lines_of(hours) == lines
