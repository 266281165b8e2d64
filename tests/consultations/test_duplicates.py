"""Requests that may be of one person are found by what they share, with nothing of it in the clear."""

import pytest
from django.db import connection

from consultations import duplicates, intake, key_rotation
from consultations.duplicates import Backlog, signs_shared, signs_shared_with, write_signs
from consultations.models import ConsultationRequest, DuplicateSign
from consultations.taking_back import erase_answers
from tests.consultations.sealed_rows import spoil
from tests.samples import ANSWERS, many_requests, patient_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring")]
APART = {"full_name": "Someone Else", "email": "other@example.com", "last_operation_year": 2001}


def seen_from(request) -> list[tuple[str, str]]:
    shared = signs_shared([request]).get(request.pk, [])
    assert signs_shared_with(request) == shared
    return [(label, reference) for label, reference, _ in shared]


def test_nothing_in_common_is_no_sign():
    one, other = patient_request(), patient_request(**APART)
    assert signs_shared([one, other]) == {}


def test_both_requests_show_each_other_with_what_they_share():
    one = patient_request(phone="+1 212 555 0100")
    other = patient_request(**APART | {"email": "ADA@Example.com "}, phone="(212) 555-0100")
    assert seen_from(one) == [("Same email and phone", other.reference)]
    assert signs_shared([one, other])[other.pk] == [("Same email and phone", one.reference, one.pk)]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("+1 212 555 0100", "212.555.0100 x12"),
        ("+1 212 555 0100", "1-212-555-0100"),
        ("(+1) 212 555 0100", "001 212 555 0100"),
        ("+49 171 2345678", "0171 2345678"),
        ("+49 151 12345678", "0151 12345678"),
        ("+49 171 2345678", "011 49 171 2345678"),
        ("+44 (0)20 7946 0123", "020 7946 0123"),
        ("+47 22 11 22 33", "22112233"),
        ("+972 3 123 4567", "03-1234567"),
        ("+٤٩ ١٧١ ٢٣٤٥٦٧٨", "0171 2345678"),
    ],
)
def test_phone_is_the_same_with_country_code_and_without(stored, typed):
    one, other = patient_request(phone=stored), patient_request(**APART, phone=typed)
    assert seen_from(one) == [("Same phone", other.reference)]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [("+1 212 555 0100", "+1 312 555 0100"), ("+1 212 555 0100", "555 0100"), ("555 010", "555 010"), ("", "")],
)
def test_other_phone_is_no_sign(stored, typed):
    one = patient_request(phone=stored)
    patient_request(**APART, phone=typed)
    assert seen_from(one) == []


@pytest.mark.parametrize(
    ("name", "year", "label"),
    [
        ("EXAMPLE, Ada", 2019, "Same name and year"),
        ("Áda  Example", 2019, "Same name and year"),
        ("Ada Example", 2018, None),
        ("Ada Example", None, None),
        ("Ada M. Example", 2019, None),
    ],
)
def test_name_counts_only_with_the_year_of_the_last_operation(name, year, label):
    one = patient_request()
    other = patient_request(full_name=name, email="other@example.com", last_operation_year=year)
    assert seen_from(one) == ([(label, other.reference)] if label else [])


def test_all_three_signs_are_one_line():
    one, other = patient_request(phone="212 555 0100"), patient_request(phone="212 555 0100")
    assert seen_from(one) == [("Same email, phone, name and year", other.reference)]


def test_corrected_answers_have_other_signs():
    token = intake.new_form_token()
    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019}
    one = intake.record_request(answers, token)
    other = patient_request(**APART)
    intake.record_request(answers | {"email": APART["email"]}, token)
    assert seen_from(one) == [("Same email", other.reference)]


def test_what_waits_in_quarantine_is_flagged_and_left_as_it_is():
    one = patient_request()
    token = intake.new_form_token()
    other = intake.record_request(ANSWERS | APART | {"email": one.email, "operations_count": 1}, token, ["three links"])
    assert seen_from(one) == [("Same email", other.reference)]
    assert set(ConsultationRequest.objects.values_list("status", flat=True)) == {"new", "quarantined"}


def test_phone_of_a_whole_clinic_shows_the_newest_five():
    requests = [
        patient_request(full_name=f"Ada {n}", email=f"a{n}@example.com", phone="212 555 0100") for n in "ABCDEFGH"
    ]
    assert [reference for _, reference in seen_from(requests[0])] == [each.reference for each in requests[:2:-1]]
    assert [reference for _, reference in seen_from(requests[7])] == [each.reference for each in requests[6:1:-1]]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_two_queries_whatever_the_number_of_rows(count, django_assert_num_queries):
    requests = many_requests(count)
    for request in requests:
        request.phone = "212 555 0100"
    write_signs(*requests)
    with django_assert_num_queries(2):
        shared = signs_shared(requests)
    assert {len(others) for others in shared.values()} == ({min(count - 1, 5)} if count > 1 else set())


def test_new_key_leaves_duplicates_found_and_signs_as_they_are(add_key):
    one = patient_request()
    before = list(DuplicateSign.objects.order_by("pk").values_list("digest", flat=True))
    add_key()
    key_rotation.Rotation(print).run()
    other = patient_request(**APART | {"email": "ada@example.com"})
    assert list(DuplicateSign.objects.filter(request=one).order_by("pk").values_list("digest", flat=True)) == before
    assert seen_from(one) == [("Same email", other.reference)]


def test_digests_say_nothing_and_differ_by_kind_and_ring(settings, tmp_path):
    from consultations import key_ring

    request = patient_request(email="2125550100@example.com", phone="2125550100")
    digests = list(DuplicateSign.objects.filter(request=request).values_list("digest", flat=True))
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "other" / "keys.json"
    key_ring.create_if_missing()
    write_signs(request)
    others = list(DuplicateSign.objects.filter(request=request).values_list("digest", flat=True))
    assert len({*digests, *others}) == 6
    assert all(len(digest) == 64 and set(digest) <= set("0123456789abcdef") for digest in [*digests, *others])


def test_erased_answers_leave_no_sign_of_name_and_year():
    one, other = patient_request(), patient_request(email="other@example.com")
    erase_answers(one)
    assert seen_from(other) == []
    assert list(one.duplicate_signs.values_list("kind", flat=True)) == ["email"]


def test_unreadable_answers_keep_the_signs_they_had():
    one, other = patient_request(phone="212 555 0100"), patient_request(phone="212 555 0100")
    spoil(one, "email", "full_name")
    broken = ConsultationRequest.objects.get(pk=one.pk)
    broken.phone = ""
    write_signs(broken)
    assert seen_from(other) == [("Same email, name and year", one.reference)]


def test_erased_request_leaves_no_sign():
    from consultations import erasure

    one, other = patient_request(), patient_request()
    erasure.erase(one, "patient")
    assert set(DuplicateSign.objects.values_list("request", flat=True)) == {other.pk}
    assert seen_from(other) == []


def test_backlog_is_worked_off_batch_by_batch_and_then_costs_nothing(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(duplicates, "BATCH", 2)
    requests = [patient_request() for _ in range(3)]
    DuplicateSign.objects.all().delete()
    assert Backlog().run() == "2 requests were compared with the others"
    backlog = Backlog()  # another worker goes on where the first was killed
    assert backlog.run() == "1 request was compared with the others"
    assert backlog.run() is None
    with django_assert_num_queries(0):
        assert backlog.run() is None
    assert len(seen_from(requests[0])) == 2


def test_backlog_does_not_stop_at_what_cannot_be_read(monkeypatch):
    monkeypatch.setattr(duplicates, "BATCH", 1)
    broken, whole = patient_request(phone="212 555 0100"), patient_request()
    spoil(broken, "email", "full_name", "phone")
    DuplicateSign.objects.all().delete()
    backlog = Backlog()
    while backlog.run():
        pass
    assert set(DuplicateSign.objects.values_list("request", flat=True)) == {whole.pk}


def test_signs_are_found_by_the_index():
    requests = many_requests(300)
    if connection.vendor == "postgresql":  # which would rather read a small table as a whole
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    own = DuplicateSign.objects.get(request=requests[0], kind="email")
    assert "duplicates_by_digest" in DuplicateSign.objects.filter(digest__in=[own.digest]).explain()
