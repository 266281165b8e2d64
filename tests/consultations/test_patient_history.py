"""Earlier operations and answers about health: kept, counted, never shown back, read by staff."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from consultations import patient_history, private_link
from consultations.health_questions import HEALTH_QUESTIONS
from consultations.models import EarlierOperation, HealthAnswers
from practice_site.models import Practice
from tests.samples import path_of_link, patient_request

pytestmark = pytest.mark.django_db
OPERATION = {
    "year": "2019",
    "month": "3",
    "surgeon": "Canary Clinic",
    "surgeon_address": "1 Canary Road\r\nCanary City",
    "what_was_done": "canary graft",
    "report": "can_get",
}
HEALTH = {"scars": "yes", "scars_words": "canary ear", "nicotine": "talk", "medicines_words": "canary drops"}
NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)


@pytest.fixture
def patient():
    return patient_request(last_operation_year=None)


@pytest.fixture
def home(patient):
    return path_of_link(private_link.issue(patient))


def shown(client, home: str) -> str:
    return client.get(home).content.decode()


def test_operation_is_kept_whole_and_its_words_are_not_shown_back(client, patient, home):
    response = client.post(home + "operations/", OPERATION)
    assert response["Location"] == f"{home}?done=operation-added#operations"
    operation = patient.operations.get()
    assert (operation.year, operation.month, operation.surgeon) == (2019, 3, "Canary Clinic")
    assert (operation.surgeon_address, operation.report) == ("1 Canary Road\nCanary City", "can_get")
    html = shown(client, response["Location"].split("#")[0])
    assert "Thank you. We keep this operation" in html
    assert re.findall("canary", html, re.IGNORECASE) == []


def test_operation_without_a_year_comes_back_as_typed_with_an_error(client, patient, home):
    response = client.post(home + "operations/", OPERATION | {"year": ""})
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in html
    assert html.count("Enter the year of the operation") == 2
    assert 'href="#operation_year"' in html
    assert 'value="Canary Clinic"' in html
    assert re.search(r'<details class="adder" id="add-operation" open>', html)
    assert not patient.operations.exists()


@time_machine.travel(NOW)
def test_month_that_is_still_to_come_is_refused(client, patient, home):
    html = client.post(home + "operations/", OPERATION | {"year": "2026", "month": "12"}).content.decode()
    assert "This month is still to come" in html
    assert client.post(home + "operations/", OPERATION | {"year": "2026", "month": "11"}).status_code == 303


def test_operation_can_be_removed_by_its_patient_alone(client, patient, home):
    client.post(home + "operations/", OPERATION)
    operation = patient.operations.get()
    stranger = path_of_link(private_link.issue(patient_request(full_name="Somebody Else")))
    client.post(f"{stranger}operations/{operation.pk}/remove/")
    assert EarlierOperation.objects.count() == 1
    for _ in range(2):  # the second press finds nothing and does no harm
        assert client.post(f"{home}operations/{operation.pk}/remove/").status_code == 303
    assert EarlierOperation.objects.count() == 0


def test_no_more_than_thirty_operations_are_taken(client, patient, home):
    EarlierOperation.objects.bulk_create(EarlierOperation(request=patient, year=2000) for _ in range(30))
    response = client.post(home + "operations/", OPERATION)
    assert "There are 30 operations already" in response.content.decode()
    assert patient.operations.count() == 30


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([(2025, 9)], "about 14 months ago"),
        ([(2026, 10)], "about 1 month ago"),
        ([(2026, 11)], "less than a month ago"),
        ([(2024, None)], "between 23 and 34 months ago"),
        ([(2026, None)], "up to 10 months ago"),
        ([(2019, 3), (2025, 9), (2012, None)], "about 14 months ago"),
        ([], "between 83 and 94 months ago"),
    ],
)
@time_machine.travel(NOW)
def test_page_says_how_long_ago_the_last_operation_was_and_what_the_practice_says_of_waiting(client, operations, words):
    Practice.objects.create(pk=1, waiting_words="Our own words about waiting.")
    patient = patient_request(last_operation_year=2019)
    for year, month in operations:
        EarlierOperation.objects.create(request=patient, year=year, month=month)
    html = shown(client, path_of_link(private_link.issue(patient)))
    assert f"Your last operation was {words}." in html
    assert "Our own words about waiting." in html


def test_page_says_nothing_of_waiting_without_an_operation(client, home):
    assert "Your last operation was" not in shown(client, home)


def test_health_answers_are_kept_and_only_counted(client, patient, home):
    response = client.post(home + "health/", HEALTH | {"goals": "canary goal"})
    assert response["Location"] == f"{home}?done=health-kept#health"
    assert patient.health.answers == {
        "medicines": {"answer": "", "words": "canary drops"},
        "nicotine": {"answer": "talk", "words": ""},
        "scars": {"answer": "yes", "words": "canary ear"},
    }
    assert patient.health.goals == "canary goal"
    html = shown(client, home)
    assert f"3 of {len(HEALTH_QUESTIONS)} questions answered" in html
    assert re.findall("canary| checked", html) == []


def test_second_sending_replaces_what_was_answered_and_keeps_the_rest(client, patient, home):
    client.post(home + "health/", HEALTH | {"goals": "first goal"})
    client.post(home + "health/", {"scars": "no"})
    health = HealthAnswers.objects.get(request=patient)
    assert health.answers["scars"] == {"answer": "no", "words": ""}
    assert (health.answers["nicotine"]["answer"], health.goals) == ("talk", "first goal")


def test_empty_sending_is_answered_by_a_message_and_stores_nothing(client, patient, home):
    response = client.post(home + "health/", {})
    assert response.status_code == 422
    assert "Answer at least one question" in response.content.decode()
    assert not HealthAnswers.objects.exists()


def test_health_answers_can_be_removed(client, patient, home):
    client.post(home + "health/", HEALTH)
    client.post(home + "health/remove/")
    assert not HealthAnswers.objects.exists()
    assert client.post(home + "health/remove/").status_code == 303


@pytest.mark.parametrize("status", ["closed", "withdrawn"])
def test_closed_request_takes_nothing_more(client, patient, home, status):
    type(patient).objects.update(status=status)
    html = shown(client, home)
    assert [words for words in ("Earlier operations", "Your health") if words in html] == []
    assert client.post(home + "operations/", OPERATION).status_code == 303
    assert client.post(home + "health/", HEALTH).status_code == 303
    assert (EarlierOperation.objects.count(), HealthAnswers.objects.count()) == (0, 0)


def test_staff_hear_of_it_by_one_mail_and_an_event_each_without_a_word_of_it(client, patient, home):
    client.post(home + "operations/", OPERATION)
    client.post(home + "health/", HEALTH)
    news = patient.mails.filter(kind="staff-news").get()
    events = [str(event.detail) for event in patient.events.filter(kind="history_changed")]
    assert events == ["an earlier operation was added", "questions about health were answered"]
    assert re.findall("canary", f"{news.subject} {news.body} {events}", re.IGNORECASE) == []


def test_staff_read_it_in_order_with_the_month_and_the_answers_in_words(client, patient, home, coordinator, signed_in):
    client.post(home + "operations/", OPERATION)
    client.post(home + "health/", HEALTH | {"goals": "to breathe"})
    html = signed_in(coordinator).get(f"/admin/consultations/consultationrequest/{patient.pk}/change/").content.decode()
    facts = re.findall(r"<dt>([^<]+)</dt>\s*<dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    past = re.search(r'<ol class="past">(.*?)</ol>', html, re.DOTALL)[1]
    assert '<p class="quiet">March 2019</p>' in past
    assert "Canary Clinic</span>, " in past
    assert "1 Canary Road\nCanary City</span>" in past
    assert [fact for fact in facts if fact[0] in {"Medicines", "Nicotine", "Raised scars"}] == [
        ("Medicines", "canary drops"),
        ("Nicotine", "Would rather talk about it"),
        ("Raised scars", "Yes. canary ear"),
    ]
    assert "“to breathe”" in html


def test_months_are_those_of_new_york():
    patient = patient_request(last_operation_year=2019)
    operation = EarlierOperation(request=patient, year=2026, month=10)
    with time_machine.travel(datetime(2026, 12, 1, 4, 59, tzinfo=UTC)):  # still November there
        assert patient_history.last_operation_ago(patient, [operation]).in_words == "about 1 month ago"
    with time_machine.travel(datetime(2026, 12, 1, 5, 1, tzinfo=UTC)):
        assert patient_history.last_operation_ago(patient, [operation]).in_words == "about 2 months ago"
