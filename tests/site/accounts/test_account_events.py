"""Every act about an account, and every change of what the practice runs by, is in the account log with who did it."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from practice_site.accounts import first_administrator
from practice_site.models import AccountEvent, Practice
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
ACCOUNTS = "/admin/practice_site/staffaccount/"
REQUESTS = "/admin/consultations/consultationrequest/"


@pytest.fixture
def said():
    """A function that tells the events since it was last asked, oldest first: kind, about whom, by whom, a word."""
    seen = [0]

    def tell() -> list[tuple]:
        new = AccountEvent.objects.filter(pk__gt=seen[0]).order_by("pk")
        events = [(event.kind, event.account, event.by, event.detail) for event in new]
        seen[0] = max([event.pk for event in new], default=seen[0])
        return events

    return tell


@pytest.fixture
def desk(administrator, signed_in, said):
    """An administrator who just gave the password, and whose sign-in is not told."""
    visitor = signed_in(administrator)
    said()
    return visitor


def typed(**changed) -> dict:
    kim = {"full_name": "Kim Lee", "email": "kim@example.com", "role": "coordinator", "is_active": "on"}
    return {name: value for name, value in (kim | changed).items() if value is not None}


def test_new_account_and_its_link_are_told_with_who_made_them(desk, administrator, said):
    desk.post(f"{ACCOUNTS}add/", typed())
    (created, kim, by, role), (link, also_kim, also_by, _) = said()
    assert (created, kim.email, by, role) == ("account_created", "kim@example.com", administrator, "coordinator")
    assert (link, also_kim, also_by) == ("link_made", kim, administrator)


@pytest.mark.parametrize(
    ("changed", "events"),
    [
        ({"role": "surgeon"}, [("role_changed", "coordinator → surgeon")]),
        ({"is_active": None}, [("account_off", "")]),
        ({"email": "kim.lee@example.com"}, [("email_changed", "")]),
        ({"full_name": "Kim van Lee"}, []),
        (
            {"role": "administrator", "is_active": None},
            [("role_changed", "coordinator → administrator"), ("account_off", "")],
        ),
    ],
)
def test_what_a_save_changes_of_an_account_is_told_and_no_more(desk, administrator, staff_of, said, changed, events):
    kim = staff_of("coordinator", "kim@example.com", full_name="Kim Lee")
    desk.post(f"{ACCOUNTS}{kim.pk}/change/", typed(**changed))
    assert said() == [(kind, kim, administrator, detail) for kind, detail in events]


def test_account_that_is_switched_on_again_is_told(desk, administrator, staff_of, said):
    kim = staff_of("coordinator", "kim@example.com", full_name="Kim Lee", is_active=False)
    desk.post(f"{ACCOUNTS}{kim.pk}/change/", typed())
    assert said() == [("account_on", kim, administrator, "")]


@pytest.mark.parametrize(("action", "way"), [("mail_links", "by mail"), ("show_links", "to pass on by hand")])
def test_link_for_a_new_password_is_told(desk, administrator, editor, said, action, way):
    desk.post(ACCOUNTS, {"action": action, "_selected_action": [editor.pk]})
    assert said() == [("link_made", editor, administrator, way)]


def test_account_made_by_command_is_told_without_a_doer(said):
    call_command("create_staff", "kim@example.com", "--role", "editor", stdout=StringIO())
    assert [(kind, account.email, by, detail) for kind, account, by, detail in said()] == [
        ("account_created", "kim@example.com", None, "editor, by command"),
        ("link_made", "kim@example.com", None, "by command"),
    ]


def test_first_administrator_is_told(client, said):
    words = {
        "full_name": "Ada",
        "email": "ada@example.com",
        "password": "a nose for words",
    }
    client.post(first_administrator.link(), words)
    kind, account, by, detail = said()[0]
    assert (kind, account.email, by) == ("account_created", "ada@example.com", None)
    assert detail == "the first administrator, by link"


@pytest.mark.parametrize(
    ("address", "method", "detail"),
    [
        ("{pk}/export/", "post", "one request, ZIP"),
        ("export/", "post", "list, 1 row, CSV"),
        ("{pk}/print/", "get", "one request, on paper"),
    ],
)
def test_export_is_told_without_naming_the_request(desk, administrator, said, address, method, detail):
    request = patient_request()
    getattr(desk, method)(REQUESTS + address.format(pk=request.pk))
    assert said() == [("exported", administrator, administrator, detail)]


def test_request_that_staff_erase_is_told_by_its_number_alone(desk, administrator, said):
    request = patient_request()
    address = f"{REQUESTS}{request.pk}/erase/"
    desk.post(address, {"why": "staff", "reference": "wrong"})
    assert said() == []
    desk.post(address, {"why": "staff", "reference": request.reference})
    assert said() == [("erased", administrator, administrator, f"request number {request.pk}")]
    desk.post(address, {"why": "staff", "reference": request.reference})
    assert said() == []


def test_looking_at_a_screen_that_exports_is_not_told(desk, said):
    desk.get(f"{REQUESTS}{patient_request().pk}/export/")
    assert said() == []


def test_export_without_the_password_is_not_told(administrator, client, said):
    client.force_login(administrator)
    said()
    client.post(f"{REQUESTS}export/")
    assert said() == []


def form_of(desk, address: str) -> dict:
    form = desk.get(address).context["adminform"].form
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def test_changed_practice_record_is_told_and_an_unchanged_one_is_not(desk, administrator, said):
    address = reverse("admin:practice_site_practice_change", args=[1])
    Practice.objects.create()
    given = form_of(desk, address)
    desk.post(address, given)
    assert said() == []
    desk.post(address, given | {"phone": "+1 212 555 0100"})
    assert Practice.objects.get().phone == "+1 212 555 0100"
    assert said() == [("settings_changed", None, administrator, "the practice")]


def test_changed_hours_are_told(desk, administrator, said):
    address = reverse("admin:practice_site_openinghours_changelist")
    week = desk.get(address).context["week"]
    given = {name: week[name].value() or "" for name in week.fields if name != "write_on_site"}
    desk.post(address, given | {"monday_opens": "10:00"})
    assert said() == [("settings_changed", None, administrator, "opening hours")]


def test_changed_limits_are_told_once(desk, administrator, said):
    address = reverse("admin:consultations_retentionrule_changelist")
    form = desk.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    desk.post(address, given)
    assert said() == []
    desk.post(address, given | {"closed_photos": 200})
    assert said() == [("settings_changed", None, administrator, "how long things are kept")]
