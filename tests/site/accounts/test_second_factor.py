"""Where a second factor is required, an account without one gets to its set-up and nowhere else."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY

from practice_site.accounts import second_factor
from practice_site.models import StaffAccount
from tests.signing_in import with_password

SET_UP = "/admin/second-factor/"
PASSWORD = "a nose for long words"
PAGE_QUERIES = 4  # session, account, permissions, practice: what a page costs before it has anything of its own


@pytest.fixture
def required(settings):
    settings.STAFF_MFA_REQUIRED = True


@pytest.fixture
def kim(administrator) -> StaffAccount:
    return with_password(administrator, PASSWORD)


def with_factor(account) -> Authenticator:
    return Authenticator.objects.create(user=account, type="totp", data={"secret": "sealed"})


def prove(client, account) -> None:
    """As if the second factor had been given in this client's session."""
    session = client.session
    session[second_factor.GIVEN] = account.pk
    session.save()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/practice_site/staffaccount/",
        "/admin/consultations/consultationrequest/1/photos/front/",
        "/admin/account/",
        "/admin/password_change/",
        "/admin/jsi18n/",
        "/admin/nothing-here/",
    ],
)
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_account_without_one_is_led_to_its_set_up(administrator, signed_in, required, address, method):
    response = getattr(signed_in(administrator), method)(address)
    assert (response.status_code, response["Location"]) == (302, SET_UP)
    assert not response.content


def test_confined_post_changes_nothing(administrator, editor, signed_in, required):
    data = {"full_name": "Somebody Else", "email": "editor@example.com", "role": "administrator", "is_active": "on"}
    signed_in(administrator).post(f"/admin/practice_site/staffaccount/{editor.pk}/change/", data)
    editor.refresh_from_db()
    assert (editor.full_name, editor.is_superuser) == ("Sample Editor", False)


def test_set_up_and_sign_out_stay_open(administrator, signed_in, required):
    visitor = signed_in(administrator)
    assert visitor.get(SET_UP).status_code == 200
    assert visitor.post("/admin/logout/").status_code == 302
    assert SESSION_KEY not in visitor.session


def test_confined_session_is_nobodys_outside_of_the_staffs_pages(administrator, signed_in, required, rf):
    seen = []
    gate = second_factor.SecondFactorMiddleware(lambda request: seen.append(request.user.is_authenticated))
    for given in (False, True):
        request = rf.get("/media/pictures/")
        request.user, request.session = administrator, {second_factor.GIVEN: administrator.pk} if given else {}
        gate(request)
    assert seen == [False, True]


def test_sign_in_by_password_alone_opens_only_the_set_up(client, kim, required):
    data = {"login": kim.email, "password": PASSWORD, "next": "/admin/practice_site/practice/"}
    response = client.post("/admin/login/", data, follow=True)
    assert response.redirect_chain[-1] == (SET_UP, 302)
    assert client.session[second_factor.GOES_ON] == "/admin/practice_site/practice/"


def test_what_a_page_loads_is_not_where_somebody_wanted_to_go(administrator, signed_in, required):
    visitor = signed_in(administrator)
    visitor.get("/admin/practice_site/practice/")
    visitor.get("/admin/jsi18n/", headers={"Sec-Fetch-Dest": "script"})
    visitor.post("/admin/account/")
    assert visitor.session[second_factor.GOES_ON] == "/admin/practice_site/practice/"


def test_session_that_gave_the_password_only_ends_when_the_account_has_a_factor(administrator, signed_in, required):
    visitor = signed_in(administrator)
    with_factor(administrator)
    for address in (SET_UP, f"{SET_UP}totp/activate/", "/admin/"):
        visitor.force_login(administrator)
        response = visitor.get(address)
        assert response["Location"].startswith("/admin/login/?next=")
        assert SESSION_KEY not in visitor.session


def test_session_with_a_factor_is_not_confined(administrator, editor, signed_in, required):
    visitor = signed_in(administrator)
    with_factor(administrator)
    prove(visitor, administrator)
    assert visitor.get("/admin/practice_site/staffaccount/").status_code == 200
    prove(visitor, editor)  # a factor of somebody else counts for nothing
    assert visitor.get("/admin/practice_site/staffaccount/").status_code == 302


def test_recovery_codes_alone_are_no_second_factor(administrator, signed_in, required):
    Authenticator.objects.create(user=administrator, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert signed_in(administrator).get("/admin/")["Location"] == SET_UP


@pytest.mark.parametrize("is_required", [False, True])
def test_asking_costs_no_query(administrator, signed_in, settings, django_assert_num_queries, is_required):
    settings.STAFF_MFA_REQUIRED = is_required
    administrator.set_password(PASSWORD)
    administrator.save()
    visitor = signed_in(administrator)
    prove(visitor, administrator)
    visitor.get("/admin/password_change/")
    with django_assert_num_queries(PAGE_QUERIES):
        visitor.get("/admin/password_change/")


def test_optional_factor_confines_nobody(administrator, signed_in):
    assert signed_in(administrator).get("/admin/").status_code == 200
