"""Requests are found by name, email, phone and reference, exactly and by an index, with nothing in the clear."""

import pytest

from consultations import intake, key_ring, search_index
from consultations.encrypted_fields import Sealed
from consultations.models import ConsultationRequest, SearchTerm
from consultations.search_terms import digest, name_terms, phone_terms, wanted_terms, words_of
from tests.samples import ANSWERS, patient_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring")]


def found(typed: str) -> list[str]:
    return sorted(request.full_name for request in search_index.matching(ConsultationRequest.objects.all(), typed))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Núñez", "nunez"),
        ("Nunez", "NÚÑEZ"),
        ("Zoë O’Brien-Smith", "o'brien smith"),
        ("Zoë O’Brien-Smith", "smi"),
        ("Søren Łukasz", "soren lukasz"),
        ("Straße", "STRASSE"),
        ("İpek Işık", "ipek isik"),
        ("Екатерина Ёлкина", "елк екатерина"),
        ("محمد علي", "مُحمّد"),
        ("王小明", "王小明"),
        ("王 小明", "小明"),
        ("김민수", "김민"),
        ("हिन्दी नाम", "हिन्दी"),
        ("นภัสสร", "นภัส"),
        ("Αλέξανδρος", "ΑΛΕΞ"),
        ("Ada 🌸", "🌸"),
        ("Ａｄａ Ｗｉｄｅ", "ada wide"),
        ("Zo\u200de Zero", "zoe zero"),
        ("Anne_Marie", "marie"),
        ("Li", "li"),
        ("Constance" + "e" * 190, "Constance" + "e" * 190),
    ],
)
def test_name_is_found_in_any_script_without_accents_and_case(name, typed):
    patient_request(full_name=name)
    patient_request(full_name="Someone Else")
    assert found(typed) == [name]


def test_beginnings_are_found_from_three_letters_and_nothing_from_the_middle():
    patient_request(full_name="Margareta Example")
    typed = ["m", "ma", "mar", "marg", "margareta", "margaretas", "argareta", "reta"]
    assert [word for word in typed if found(word)] == ["mar", "marg", "margareta"]


def test_all_words_must_be_there_in_any_order():
    patient_request(full_name="Ada Maria Example")
    patient_request(full_name="Ada Sample", email="other@example.com")
    assert found("ada") == ["Ada Maria Example", "Ada Sample"]
    assert found("exa ada") == ["Ada Maria Example"]
    assert found("ada nobody") == []
    assert found("ada other@example.com") == ["Ada Sample"]
    assert found("OTHER@Example.com") == ["Ada Sample"]
    assert found("ther@example.com") == found("example.com") == found("@") == []


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("+1 212 555 0100", "+1 212 555 0100"),
        ("+1 212 555 0100", "(212) 555-0100"),
        ("+1 212 555 0100", "5550100"),
        ("+1 212 555 0100", "001 212 555 0100"),
        ("(212) 555-0100", "+1 212 555 0100"),
        ("(212) 555-0100", "12125550100"),
        ("212.555.0100 x12", "212 555 0100"),
        ("0171 2345678", "+49 171 2345678"),
        ("+49 171 2345678", "0171 2345678"),
        ("0049 171 2345678", "+491712345678"),
        ("+353 86 123 4567", "086 123 4567"),
        ("086 123 4567", "+353 86 123 4567"),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("555 012", "555012"),
        ("+1 212 555 0100", "ada 212-555-0100"),
    ],
)
def test_phone_is_found_with_and_without_country_code_in_any_writing(stored, typed):
    patient_request(full_name="Ada Wanted", phone=stored)
    patient_request(full_name="Ada Else", phone="+44 20 7946 0999")
    assert found(typed) == ["Ada Wanted"]


@pytest.mark.parametrize("typed", ["555 0100", "2125550100"])
def test_phone_is_not_found_by_other_digits(typed):
    patient_request(phone="+1 212 555 0101")
    patient_request(phone="+1 2125550100 0")
    assert found(typed) == []


def test_few_digits_find_nothing_of_a_long_number():
    patient_request(phone="+1 212 555 0100")
    assert [typed for typed in ("0100", "50100", "550100") if found(typed)] == []


def test_reference_is_found_as_typed():
    reference = patient_request(full_name="Ada Wanted").reference
    patient_request(full_name="Someone Else")
    spellings = [reference, reference.lower(), reference.replace("-", ""), f" {reference.replace('-', ' ')} "]
    assert [found(spelling) for spelling in spellings] == [["Ada Wanted"]] * 4
    assert found(reference[:4]) == []


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_finds_everyone(typed):
    patient_request(full_name="A")
    patient_request(full_name="B")
    assert found(typed) == ["A", "B"]


@pytest.mark.parametrize("typed", ["-", "’", "\0", "%", "_", "'; DROP TABLE", "\u200b", "\ud800"])
def test_signs_alone_find_nothing_and_break_nothing(typed):
    patient_request(full_name="Ada")
    assert found(typed) == []


def test_correction_is_found_by_the_new_name_only():
    token = intake.new_form_token()
    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019}
    intake.record_request(answers, token)
    intake.record_request(answers | {"full_name": "Grace Renamed"}, token)
    assert found("ada") == []
    assert found("grace") == found("ada@example.com") == ["Grace Renamed"]


def test_rows_under_an_older_key_are_found_as_well(add_key):
    patient_request(full_name="Ada Old")
    add_key()
    patient_request(full_name="Ada New")
    assert found("ada") == ["Ada New", "Ada Old"]
    assert found("ada old") == ["Ada Old"]


def test_index_holds_digests_that_depend_on_the_key_alone(add_key):
    patient_request(full_name="Ada")
    first = set(SearchTerm.objects.values_list("digest", flat=True))
    assert {len(value) for value in first} == {32}
    newest = add_key()
    patient_request(full_name="Ada")
    assert first.isdisjoint(SearchTerm.objects.exclude(digest__in=first).values_list("digest", flat=True))
    assert SearchTerm.objects.filter(digest=digest("ada", newest)).count() == 1


def test_unreadable_name_still_finds_its_request_by_what_it_was(add_key):
    patient_request(email="find@example.com")
    ConsultationRequest.objects.update(full_name=Sealed(b"spoiled"))
    add_key()
    for _ in range(2):
        search_index.write_index(ConsultationRequest.objects.get())
    assert found("find@example.com") == found("ada find@example.com") == ["unreadable"]
    assert found("unreadable") == []


def test_terms_go_with_their_request():
    gone, stays = patient_request(full_name="Ada Gone"), patient_request(full_name="Ada Stays")
    gone.delete()
    assert set(SearchTerm.objects.values_list("request", flat=True)) == {stays.pk}
    assert found("ada") == ["Ada Stays"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("typed", "queries"), [("ada num", 4), ("ada +1 555 0100", 4), ("ada nobody", 2)])
def test_search_takes_as_many_queries_however_many_fit(django_assert_num_queries, count, typed, queries):
    """By reference, the counts of all words, the rarest word, and the rows."""
    for number in range(count):
        patient_request(full_name=f"Ada Number{number}", phone="555 0100")
    with django_assert_num_queries(queries):
        assert len(search_index.matching(ConsultationRequest.objects.all(), typed)) == count * (queries == 4)


def test_rarest_word_leads_and_each_of_its_requests_is_asked_for_the_others(django_assert_num_queries):
    for number in range(30):
        patient_request(full_name=f"Ada Number{number}")
    with django_assert_num_queries(3) as captured:
        assert len(search_index.find("ada number7").numbers) == 1
    leading = captured[2]["sql"]
    rare, common = (digest(word, key_ring.ring().newest) for word in ("number7", "ada"))
    assert leading.index(rare) < leading.index(common)


def test_search_stops_at_the_newest_and_says_that_there_are_more(monkeypatch):
    monkeypatch.setattr(search_index, "MOST_FOUND", 3)
    numbers = [patient_request(full_name=f"Ada Number{number}").pk for number in range(4)]
    assert search_index.find("ada") == search_index.Found(numbers[:0:-1], is_more=True)
    assert search_index.find("ada number") == search_index.Found(numbers[:0:-1], is_more=True)
    assert search_index.find("number0 ada") == search_index.Found(numbers[:1])
    monkeypatch.setattr(search_index, "MOST_FOUND", 4)
    assert search_index.find("ada") == search_index.Found(numbers[::-1])


def test_only_the_newest_are_looked_through_where_every_word_is_common(monkeypatch):
    monkeypatch.setattr(search_index, "MOST_LOOKED_AT", 3)
    numbers = [patient_request(full_name=name).pk for name in ("Ada Bee", "Ada Cee", "Cee Bee", "Ada Bee", "Bee Ada")]
    assert search_index.find("ada bee") == search_index.Found([numbers[4], numbers[3]], is_more=True)
    assert search_index.find("ada cee") == search_index.Found([numbers[1]])


def test_as_many_words_as_the_box_takes_can_be_searched_for():
    patient_request(full_name=" ".join("abcdefghijklmnopqrstuvwxyz"))
    assert len(found("z y x w v u t s r q p o n m l k j i h g f e d c b a " * 3)) == 1
    assert found(" ".join(chr(code) for code in range(0x4E00, 0x4E00 + 100))) == []


def test_terms_of_a_name_are_its_words_and_their_beginnings():
    assert name_terms("Ana Núñez") == {"ana", "nun", "nune", "nunez"}
    assert name_terms("Li 🌸") == {"li", "🌸"}
    assert name_terms(" - ") == set()
    assert [len(word) for word in words_of("x" * 200)] == [40]
    assert len(name_terms("x" * 200)) == 38


def test_terms_of_a_number_are_its_ends_and_the_whole():
    assert phone_terms("+1 555 0100 22") == {"5010022", "55010022", "555010022", "1555010022", "=1555010022"}
    assert phone_terms("123456") == {"123456", "=123456"}
    assert phone_terms("") == phone_terms("()") == set()


def test_what_was_typed_becomes_one_set_for_each_thing():
    assert wanted_terms("Ada b@c.de 0049 171 2345678") == [
        {"b@c.de"},
        {"491712345678", "=91712345678", "=1712345678", "=712345678"},
        {"ada"},
    ]
