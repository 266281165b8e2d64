"""Staff see who may be the same person, look at both, join them and take them apart."""

import re

import pytest
from django.utils.html import strip_tags

from consultations import merging
from consultations.models import AccessRecord, ConsultationRequest, Merge
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"


@pytest.fixture
def visitor(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def pair():
    return patient_request(story="The first story."), patient_request(story="The second story.")


def page_of(request) -> str:
    return f"{REQUESTS}{request.pk}/change/"


def words_at(visitor, path) -> str:
    html = visitor.get(path).content.decode().split("<main")[1]
    return " ".join(strip_tags(html).split())


def join(visitor, one, other, kept, seen="new new"):
    path = f"{REQUESTS}{one.pk}/join/{other.pk}/"
    html = visitor.post(path, {"kept": kept.pk, "seen": seen}, follow=True).content.decode()
    return " ".join(strip_tags(html.split("<main")[1]).split())


def test_page_names_the_other_with_a_link_to_see_both(visitor, pair):
    html = visitor.get(page_of(pair[0])).content.decode()
    link = f'<a class="reference" href="{page_of(pair[1])}">{pair[1].reference}</a>'
    assert f"Same email, name and year as {link}" in html
    assert f'href="{REQUESTS}{pair[0].pk}/join/{pair[1].pk}/"' in html
    stranger = patient_request(full_name="Some Body", email="some@example.com")
    assert "Same person?No other request found" in words_at(visitor, page_of(stranger))


def test_both_stand_side_by_side_the_older_proposed(visitor, pair):
    html = visitor.get(f"{REQUESTS}{pair[1].pk}/join/{pair[0].pk}/").content.decode()
    assert [words for words in ("The first story.", "The second story.") if words not in html] == []
    choices = re.findall(r'name="kept" value="(\d+)"( checked)?', html)
    assert choices == [(str(pair[0].pk), " checked"), (str(pair[1].pk), "")]
    title = html.split("<title>")[1].split("</title>")[0]
    assert (pair[1].reference in title, "Ada" in title) == (True, False)


@pytest.mark.usefixtures("administrator")
def test_joined_both_pages_say_so_and_it_is_taken_apart_again(visitor, pair, coordinator):
    request, kept = pair[1], pair[0]
    assert f"{request} is joined with {kept}, which goes on." in join(visitor, request, kept, kept)
    merge = Merge.objects.get()
    assert (merge.request, merge.kept, merge.merged_by) == (request, kept, coordinator)
    assert f"Joined with {kept.reference} The same person, so it goes on there." in words_at(visitor, page_of(request))
    html = visitor.get(page_of(kept)).content.decode()
    assert [f'href="{page_of(request)}#{part}"' in html for part in ("hopes", "photos", "events")] == [True] * 3
    assert "No other request found" in html
    response = visitor.post(f"{REQUESTS}{request.pk}/separate/", follow=True)
    assert f"{request} stands for itself again. It is now: new." in response.content.decode()
    assert f"{request} was taken apart already." in (
        visitor.post(f"{REQUESTS}{request.pk}/separate/", follow=True).content.decode()
    )


def test_newer_one_can_go_on(visitor, pair):
    join(visitor, pair[0], pair[1], pair[1])
    assert ConsultationRequest.objects.get(status="closed") == pair[0]


def test_second_person_is_told_and_nothing_happens_twice(visitor, pair):
    join(visitor, *pair, pair[0])
    assert f"{pair[1]} is joined with {pair[0]} already." in join(visitor, *pair, pair[0])
    assert Merge.objects.count() == 1


def test_old_screen_is_told(visitor, pair):
    ConsultationRequest.objects.filter(pk=pair[0].pk).update(status="in_review")
    assert "One of the two was changed in the meantime." in join(visitor, *pair, pair[0])
    assert Merge.objects.count() == 0


@pytest.mark.parametrize("kept", ["", "0", "nobody"])
def test_forged_choice_changes_nothing(visitor, pair, kept):
    path = f"{REQUESTS}{pair[0].pk}/join/{pair[1].pk}/"
    html = visitor.post(path, {"kept": kept, "seen": "new new"}, follow=True).content.decode()
    assert ("Choose which of the two goes on." in html, Merge.objects.count()) == (True, 0)


def test_what_cannot_be_joined_says_why_and_offers_no_button(visitor, pair):
    ConsultationRequest.objects.filter(pk=pair[0].pk).update(status="withdrawn")
    words = words_at(visitor, f"{REQUESTS}{pair[0].pk}/join/{pair[1].pk}/")
    assert f"The patient took {pair[0]} back. It stays as it is." in words
    assert "Join the two" not in words


def test_unknown_or_same_request_is_not_found(visitor, pair):
    paths = [f"{REQUESTS}{pair[0].pk}/join/{other}/" for other in (pair[0].pk, 987654)]
    assert [visitor.get(path).status_code for path in paths] == [404, 404]


def test_editor_sees_and_joins_nothing(editor, signed_in, pair):
    visitor = signed_in(editor)
    path = f"{REQUESTS}{pair[0].pk}/join/{pair[1].pk}/"
    answers = [visitor.get(path), visitor.post(path, {"kept": pair[0].pk, "seen": "new new"})]
    merge = merging.join(*pair, actor=editor)
    answers.append(visitor.post(f"{REQUESTS}{pair[0].pk}/separate/"))
    assert [answer.status_code for answer in answers] == [403] * 3
    merge.refresh_from_db()
    assert merge.undone_at is None


def test_access_log_names_both(visitor, pair):
    visitor.get(f"{REQUESTS}{pair[0].pk}/join/{pair[1].pk}/")
    join(visitor, *pair, pair[0])
    noted = {(record.act, record.request_number, record.detail) for record in AccessRecord.objects.all()}
    assert {("read", each.pk, "side by side") for each in pair} <= noted
    joined = [record for record in AccessRecord.objects.filter(act="changed") if "joined" in record.detail]
    assert {record.request_number for record in joined} == {each.pk for each in pair}
