"""What is done to accounts at the same moment: nobody is shut out by it, nothing is done twice, and nothing comes back.

Both acts have read what they judge by before either has written, as it happens to two who press a button together.
"""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import StringIO

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, RequestFactory

from practice_site.accounts import address_change, first_administrator, one_time_codes, one_time_links, password_links
from practice_site.accounts.roles import Role, role_of
from practice_site.models import AccountMail, OneTimeLink, StaffAccount
from tests.consultations.at_once import together
from tests.signing_in import path_of, with_password
from tests.site.accounts.second_factors import with_recovery_codes

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNTS = "/admin/practice_site/staffaccount/"
OLD, NEW, OTHER = "a nose for long words", "another nose for words", "a third nose for words"
Opens = OneTimeLink.Opens
ENOUGH = 0.7  # seconds, from the first thing that an act writes or holds, until it has to wait


def meanwhile(change, act):
    """Begin `act` while a transaction that makes `change` is not over; what each of them gave back."""
    waits = threading.Event()

    def noticing(execute, sql, *rest):
        if re.match("BEGIN|INSERT|UPDATE|DELETE", sql) or sql.endswith("UPDATE"):
            waits.set()
        return execute(sql, *rest)

    def run():
        try:
            with connection.execute_wrapper(noticing):
                return act()
        finally:
            connection.close()
            waits.set()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            changed = change()
            begun = thread.submit(run)
            waits.wait(60)
            time.sleep(ENOUGH)
        return changed, begun.result()


@pytest.fixture
def ada(staff_of):
    return staff_of("administrator", "ada@example.com", full_name="Ada")


@pytest.fixture
def bea(staff_of):
    return staff_of("administrator", "bea@example.com", full_name="Bea")


def send(visitor, account, **fields):
    typed = {"full_name": account.full_name, "email": account.email, "role": role_of(account), "is_active": "on"}
    data = {name: value for name, value in (typed | fields).items() if value is not None}
    return visitor.post(f"{ACCOUNTS}{account.pk}/change/", data)


def administrators() -> list[str]:
    return list(StaffAccount.objects.administrators().values_list("full_name", flat=True))


GONE = [{"is_active": None}, {"role": "editor"}]


@pytest.mark.parametrize("first", GONE)
@pytest.mark.parametrize("second", GONE)
def test_of_two_administrators_who_take_it_from_each_other_one_stays(ada, bea, signed_in, first, second):
    of_ada, of_bea = signed_in(ada), signed_in(bea)
    done, late = meanwhile(lambda: send(of_ada, bea, **first), lambda: send(of_bea, ada, **second))
    assert (done.status_code, late.status_code) == (302, 302)
    assert late["Location"].startswith("/admin/login/")
    assert "nothing of it was saved" in of_bea.get(late["Location"]).content.decode()
    assert administrators() == ["Ada"]


@pytest.mark.parametrize("down", GONE)
def test_whoever_steps_down_while_the_other_is_switched_off_stays_and_hears_why(ada, bea, signed_in, down):
    desk, phone = signed_in(ada), signed_in(ada)
    _, late = meanwhile(lambda: send(desk, bea, is_active=None), lambda: send(phone, ada, **down))
    assert "This is the only administrator." in late.content.decode()
    assert administrators() == ["Ada"]


def test_two_browsers_that_really_arrive_together_leave_one_administrator(ada, bea, signed_in):
    for _ in range(3):
        StaffAccount.objects.update(is_active=True)
        acts = [(signed_in(ada), bea), (signed_in(bea), ada)]
        together(*[partial(send, visitor, other, is_active=None) for visitor, other in acts])
        assert len(administrators()) == 1


def test_two_administrators_who_reset_each_other_do_not_both_lose_their_password(ada, bea, signed_in):
    for account in (ada, bea):
        account.set_password(OLD)
        account.save()
    of_ada, of_bea = signed_in(ada), signed_in(bea)
    why = {"reason": "Lost the phone, we spoke by telephone."}
    _, late = meanwhile(
        lambda: of_ada.post(f"{ACCOUNTS}{bea.pk}/reset/", why), lambda: of_bea.post(f"{ACCOUNTS}{ada.pk}/reset/", why)
    )
    assert late["Location"].startswith("/admin/login/")
    assert [StaffAccount.objects.get(pk=each.pk).has_usable_password() for each in (ada, bea)] == [True, False]


KIM = {"full_name": "Kim Lee", "email": "kim@example.com", "role": "coordinator", "link": "mail"}
TAKEN = "Someone already has an account with this email address."


def test_same_person_invited_twice_at_once_has_one_account_and_the_second_hears_it(ada, bea, signed_in):
    of_ada, of_bea = signed_in(ada), signed_in(bea)
    invited, late = meanwhile(
        lambda: of_ada.post(f"{ACCOUNTS}add/", KIM),
        lambda: of_bea.post(f"{ACCOUNTS}add/", KIM | {"email": "Kim@Example.com"}),
    )
    assert (invited.status_code, late.status_code) == (302, 200)
    assert TAKEN in late.content.decode()
    assert 'value="Kim Lee"' in late.content.decode()
    assert AccountMail.objects.filter(kind="invitation").count() == 1


def test_address_that_somebody_takes_on_while_it_is_invited_is_told_beside_the_field(ada, editor, signed_in, rf):
    link = link_to(editor, "kim@example.com")
    visitor = signed_in(ada)
    taken, late = meanwhile(lambda: take_on(link, rf), lambda: visitor.post(f"{ACCOUNTS}add/", KIM))
    assert taken
    assert "email" in late.context["adminform"].form.errors
    assert StaffAccount.objects.get(email="kim@example.com") == editor


def test_command_says_that_the_address_was_just_taken(ada, signed_in):
    visitor = signed_in(ada)

    def create():
        with pytest.raises(CommandError, match="has an account already"):
            call_command("create_staff", "kim@example.com", "--role", "editor")
        return "refused"

    assert meanwhile(lambda: visitor.post(f"{ACCOUNTS}add/", KIM), create)[1] == "refused"


def test_first_administrator_whose_address_a_command_has_just_taken_is_too_late(db):
    def become():
        with pytest.raises(first_administrator.TooLate):
            first_administrator.create(StaffAccount(email="kim@example.com", full_name="Kim Lee"))
        return "too late"

    def command():
        call_command("create_staff", "kim@example.com", "--role", "editor", stdout=StringIO())

    assert meanwhile(command, become)[1] == "too late"
    assert role_of(StaffAccount.objects.get()) == Role.EDITOR


def link_to(account, address: str) -> OneTimeLink:
    token = path_of(one_time_links.issue(account, Opens.NEW_ADDRESS, address)).split("/")[-2]
    return one_time_links.find(token, Opens.NEW_ADDRESS)


def take_on(link: OneTimeLink, rf) -> bool:
    return address_change.take_on(link, rf.post("/"))


def test_two_tabs_take_on_a_new_address_once(editor, rf):
    first = link_to(editor, "kim@example.com")
    second = OneTimeLink.objects.select_related("account").get(pk=first.pk)
    assert meanwhile(lambda: take_on(first, rf), lambda: take_on(second, rf)) == (True, False)
    assert AccountMail.objects.filter(kind="address-changed").count() == 2


def test_address_that_an_administrator_has_just_changed_stays(ada, editor, signed_in, rf):
    link, visitor = link_to(editor, "old-wish@example.com"), signed_in(ada)
    _, taken = meanwhile(lambda: send(visitor, editor, email="kim@example.com"), lambda: take_on(link, rf))
    assert taken is False
    assert StaffAccount.objects.get(pk=editor.pk).email == "kim@example.com"


def test_of_two_links_for_a_password_used_in_the_same_moment_one_counts(editor):
    links = [path_of(one_time_links.issue(editor, opens)) for opens in (Opens.INVITATION, Opens.NEW_PASSWORD)]
    chosen, late = meanwhile(
        lambda: Client().post(links[0], {"password": NEW}), lambda: Client().post(links[1], {"password": OTHER})
    )
    assert (chosen.status_code, late.status_code) == (302, 404)
    assert "This link is used up" in late.content.decode()
    assert StaffAccount.objects.get(pk=editor.pk).check_password(NEW)


def test_link_of_somebody_who_is_switched_off_in_the_same_moment_opens_nothing(ada, editor, signed_in):
    link, visitor = path_of(one_time_links.issue(editor)), signed_in(ada)
    _, late = meanwhile(lambda: send(visitor, editor, is_active=None), lambda: Client().post(link, {"password": NEW}))
    assert late.status_code == 404
    assert not StaffAccount.objects.get(pk=editor.pk).has_usable_password()


@pytest.fixture
def kim(editor):
    return with_password(editor, OLD)


def change_password(visitor, new: str):
    return visitor.post("/admin/password_change/", {"oldpassword": OLD, "password1": new})


def test_whoever_changes_the_password_while_being_switched_off_stays_off(ada, kim, signed_in):
    desk, visitor = signed_in(ada), signed_in(kim)
    meanwhile(lambda: send(desk, kim, is_active=None), lambda: change_password(visitor, NEW))
    assert not StaffAccount.objects.get(pk=kim.pk).is_active


def test_two_who_know_the_old_password_change_it_once_and_the_second_is_signed_out(kim, signed_in):
    here, elsewhere = signed_in(kim), signed_in(kim)
    _, late = meanwhile(lambda: change_password(here, NEW), lambda: change_password(elsewhere, OTHER))
    assert late["Location"].startswith("/admin/login/")
    assert "You were signed out before this arrived" in elsewhere.get(late["Location"]).content.decode()
    assert StaffAccount.objects.get(pk=kim.pk).check_password(NEW)


def test_password_that_was_just_changed_is_not_changed_by_the_old_one(kim, signed_in):
    def another() -> None:
        kim.set_password(NEW)
        kim.save()

    visitor = signed_in(kim)
    _, late = meanwhile(another, lambda: change_password(visitor, OTHER))
    assert "Your password was changed a moment ago" in late.content.decode()
    assert StaffAccount.objects.get(pk=kim.pk).check_password(NEW)


def test_three_mails_an_hour_also_when_two_workers_look(kim):
    for _ in range(2):
        password_links.ask_for(kim.email, RequestFactory().post("/"))
        assert password_links.answer_waiting() == 1
        AccountMail.objects.update(state="sent")
    for _ in range(2):
        password_links.ask_for(kim.email, RequestFactory().post("/"))
    first, second = AccountMail.objects.filter(account=None).values_list("pk", flat=True)
    assert meanwhile(lambda: password_links._answer(first), lambda: password_links._answer(second)) == (True, False)


def test_recovery_code_that_is_used_while_the_codes_are_put_away_stays_used(editor, signed_in):
    codes, visitor = with_recovery_codes(editor), signed_in(editor)
    page = "/admin/second-factor/recovery-codes/"
    code = visitor.get(page).context["codes"][0]["text"].replace(" ", "")

    def use():
        request = RequestFactory().post("/")
        request.user = editor
        with request_context(request):
            return one_time_codes.use(editor, code)

    used, kept = meanwhile(use, lambda: visitor.post(page))
    assert (used, kept.status_code) == (codes, 302)
    codes.refresh_from_db()
    assert codes.wrap().did_view
    assert use() is None


def test_passkey_that_is_removed_while_it_is_named_stays_removed(kim, signed_in):
    keys = [Authenticator.objects.create(user=kim, type="webauthn", data={"name": name}) for name in "ab"]
    desk, phone = signed_in(kim), signed_in(kim)
    place = f"/admin/second-factor/passkey/{keys[0].pk}/"
    removed, late = meanwhile(lambda: desk.post(f"{place}remove/"), lambda: phone.post(f"{place}name/", {"name": "c"}))
    assert removed["Location"] == "/admin/second-factor/"
    assert late.status_code == 404
    assert list(Authenticator.objects.values_list("pk", flat=True)) == [keys[1].pk]
