"""Retention: what goes, when to the day, what never goes, and that a dry run says exactly what a run does."""

import io
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations import (
    appointments,
    erasure,
    legal_hold,
    outbox,
    photo_files,
    retention,
    retention_limits,
    retention_outlook,
    retention_runs,
    withdrawal,
    workflow,
)
from consultations.models import (
    ConsultationRequest,
    HealthAnswers,
    Merge,
    OutboxMessage,
    RequestPhoto,
    RetentionRule,
    Tombstone,
)
from consultations.retention_limits import DEFAULTS, Stage, What
from practice_site.models import Heartbeat
from tests.consultations.canaries import all_that_is_kept, is_encrypted, picture, plant
from tests.query_plans import plans_of, scans_in
from tests.samples import patient_request

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2027, 6, 3, 15, 0, tzinfo=UTC)  # 11:00 in New York


@pytest.fixture
def at():
    """A function that stops the clock so many days after `START`."""
    with time_machine.travel(START, tick=False) as traveller:
        yield lambda days: traveller.move_to(START + timedelta(days=days))


def add_photo(request) -> RequestPhoto:
    names = {"file_name": photo_files.new_name(), "thumbnail_name": photo_files.new_name()}
    photo = RequestPhoto(request=request, view="front", width=64, height=64, **names)
    for number, size in enumerate(("photo", "thumbnail")):
        photo_files.write(photo, size, picture((1, number, 9)))
    photo.save()
    return photo


def closed(staff, **changed) -> ConsultationRequest:
    return workflow.change_status(patient_request(**changed), "closed", actor=staff, reason="no_reply")


def in_state(status: str) -> ConsultationRequest:
    request = patient_request()
    ConsultationRequest.objects.filter(pk=request.pk).update(status=status)
    request.refresh_from_db()
    return request


def what_goes() -> list[tuple[str, str]]:
    return [(finding.reference, finding.limit.what) for finding in retention.findings()]


def apply_retention(*options) -> list[str]:
    output = io.StringIO()
    call_command("apply_retention", *options, stdout=output)
    return output.getvalue().splitlines()


def test_every_kind_in_every_stage_has_a_default_and_photos_never_outlive_the_rest():
    assert set(DEFAULTS) == {(stage, what) for stage in Stage.values for what in What.values}
    for stage in Stage.values:
        photos, whole = DEFAULTS[stage, What.PHOTOS].days, DEFAULTS[stage, What.EVERYTHING].days
        assert photos is None or photos < whole
        assert whole is None or DEFAULTS[stage, What.EVERYTHING].reason


@pytest.mark.parametrize(
    ("status", "days"),
    [
        ("new", 730),
        ("in_review", 730),
        ("waiting", 730),
        ("times_offered", 730),
        ("closed", 365),
        ("withdrawn", 30),
        ("quarantined", 30),
    ],
)
def test_whole_request_goes_on_its_day_and_not_the_day_before(at, status, days):
    at(0)
    request = in_state(status)
    at(days - 1)
    assert what_goes() == []
    at(days)
    assert what_goes() == [(request.reference, "everything")]
    apply_retention()
    assert not ConsultationRequest.objects.exists()
    assert Tombstone.objects.get().reason == "retention"


@pytest.mark.parametrize("status", ["booked", "seen"])
def test_booked_and_seen_are_kept_for_good(at, status):
    at(0)
    add_photo(in_state(status))
    at(30_000)
    assert what_goes() == []


@pytest.mark.parametrize(("status", "days"), [("new", 365), ("closed", 90), ("withdrawn", 7)])
def test_photos_go_first_with_their_files_and_leave_an_event(at, status, days):
    at(0)
    photo = add_photo(request := in_state(status))
    at(days - 1)
    assert apply_retention() == ["Nothing went: no time is over."]
    at(days)
    apply_retention()
    assert not RequestPhoto.objects.exists()
    assert not any(photo_files.path_of(name).exists() for name, _ in photo_files.names_of(photo))
    event = request.events.last()
    assert (event.kind, event.detail, event.actor) == ("expired", f"photos, kept {days} days", None)
    assert apply_retention() == ["Nothing went: no time is over."]
    request.refresh_from_db()
    assert (request.full_name, request.changed_at) == ("Ada Example", START)


def test_texts_of_mails_go_and_their_kind_time_and_state_stay(at, coordinator):
    at(0)
    RetentionRule.objects.create(stage="closed", what="mails", days=10)
    request = closed(coordinator)
    OutboxMessage.objects.filter(kind="received").update(state="sent", sent_at=START)
    OutboxMessage.objects.filter(kind="staff-new").update(state="failed")
    waiting = OutboxMessage.objects.create(request=request, kind="data-link", to="a@b.example", subject="s", body="b")
    at(10)
    assert apply_retention()[-1] == "1 thing went."
    received, staff = (OutboxMessage.objects.get(kind=kind) for kind in ("received", "staff-new"))
    assert (received.subject, received.body, received.state, received.sent_at) == ("", "", "sent", START)
    assert (staff.body, staff.state, staff.to) == ("", "cancelled", "")
    waiting.refresh_from_db()
    assert (waiting.subject, waiting.body, waiting.state) == ("s", "b", "waiting")
    assert what_goes() == []


NEW_YORK_DAYS = [
    # closed at, the last moment at which it stays, the first at which it goes; 90 days over each change of the clock
    ("2027-06-04T03:59:00Z", "2027-09-01T03:59:59Z", "2027-09-01T04:00:00Z"),
    ("2027-06-04T04:00:00Z", "2027-09-02T03:59:59Z", "2027-09-02T04:00:00Z"),
    ("2027-09-10T03:30:00Z", "2027-12-08T04:59:59Z", "2027-12-08T05:00:00Z"),
    ("2027-01-15T04:30:00Z", "2027-04-14T03:59:59Z", "2027-04-14T04:00:00Z"),
]


@pytest.mark.parametrize(("start", "stays", "goes"), NEW_YORK_DAYS)
def test_days_are_those_of_new_york_over_midnight_and_changes_of_the_clock(coordinator, start, stays, goes):
    with time_machine.travel(start, tick=False):
        add_photo(closed(coordinator))
    with time_machine.travel(stays, tick=False):
        assert what_goes() == []
    with time_machine.travel(goes, tick=False):
        [finding] = retention.findings()
        assert finding.goes_on == timezone.localdate()


def test_time_of_an_open_request_begins_with_the_last_that_anybody_did_about_it(at, coordinator):
    at(0)
    untouched, by_patient, noted = (patient_request(email=f"{number}@example.com") for number in range(3))
    shut = closed(coordinator, email="c@example.com")
    at(100)
    workflow.record(by_patient, "photo_kept")
    workflow.add_note(noted, "Called.", author=coordinator)
    workflow.add_note(shut, "Called.", author=coordinator)
    at(365)
    assert what_goes() == [(shut.reference, "everything")]
    at(730)
    assert [reference for reference, what in what_goes()] == [untouched.reference, shut.reference]
    at(829)
    assert len(what_goes()) == 2
    at(830)
    found = {finding.reference: finding for finding in retention.findings()}
    assert set(found) == {each.reference for each in (untouched, by_patient, noted, shut)}
    assert found[noted.reference].since == timezone.localdate(START + timedelta(days=100))
    assert ConsultationRequest.objects.get(pk=noted.pk).changed_at == START


def test_hold_and_its_end_do_not_start_the_time_anew(at, surgeon):
    at(0)
    request = patient_request()
    at(100)
    legal_hold.end_hold(legal_hold.hold(request, "A letter.", actor=surgeon), actor=surgeon)
    at(730)
    assert what_goes() == [(request.reference, "everything")]


def test_request_whose_visit_took_place_is_kept_whatever_came_later(at, coordinator):
    at(0)
    for end in ("closed", "in_review"):
        request = in_state("booked")
        workflow.change_status(request, "seen", actor=coordinator)
        add_photo(workflow.change_status(request, end, actor=coordinator, reason="other" if end == "closed" else ""))
    at(5000)
    assert what_goes() == []
    RetentionRule.objects.create(stage="seen", what="photos", days=5000)
    assert [what for _, what in what_goes()] == ["photos", "photos"]


def test_open_request_with_a_visit_is_not_one_that_nobody_worked_on(at, coordinator):
    at(0)
    request = patient_request()
    visit = appointments.choose(
        request, appointments.offer(request, [START + timedelta(days=9)], actor=coordinator)[0].pk
    )
    ConsultationRequest.objects.update(status="in_review")
    at(3000)
    assert what_goes() == []
    type(visit).objects.update(state="cancelled")
    assert [what for _, what in what_goes()] == ["everything"]


def test_joined_request_waits_for_the_one_that_goes_on(at, coordinator):
    at(0)
    request, kept = closed(coordinator), patient_request(email="b@example.com")
    Merge.objects.create(request=request, kept=kept, status_before="new", merged_by_name="Sam")
    at(500)
    assert what_goes() == []
    at(730)
    assert apply_retention("--dry-run") == apply_retention("--dry-run")
    assert [reference for reference, _ in what_goes()] == [kept.reference]
    apply_retention()
    assert what_goes() == [(request.reference, "everything")]


def test_held_request_is_never_touched_and_goes_when_the_hold_ends(at, coordinator, surgeon):
    at(0)
    request = closed(coordinator)
    photo = add_photo(request)
    legal_hold.hold(request, "A letter of a lawyer.", actor=surgeon)
    at(5000)
    assert apply_retention() == ["Nothing went: no time is over."]
    assert photo_files.read(photo, "photo")
    legal_hold.end_hold(request, actor=surgeon)
    assert what_goes() == [(request.reference, "everything")]


def test_hold_set_after_the_finding_wins(at, coordinator, surgeon):
    at(0)
    request = closed(coordinator)
    at(400)
    limits = retention_limits.in_force()
    [finding] = retention.findings(limits)
    legal_hold.hold(request, "A letter.", actor=surgeon)
    assert not retention.expire(finding, limits)
    assert ConsultationRequest.objects.exists()


def test_dry_run_says_exactly_what_goes_and_erases_nothing(at, coordinator):
    at(0)
    for number in range(3):
        add_photo(closed(coordinator, email=f"{number}@example.com"))
    add_photo(in_state("withdrawn"))
    at(100)
    add_photo(closed(coordinator, email="later@example.com"))
    in_state("quarantined")
    patient_request(email="open@example.com")
    at(190)
    dry = apply_retention("--dry-run")
    assert (ConsultationRequest.objects.count(), RequestPhoto.objects.count()) == (7, 5)
    assert dry[-1] == "6 things would go."
    first = ConsultationRequest.objects.order_by("pk")[0].reference
    assert dry[0] == f"{first}  Closed  Photos  since 2027-06-03  kept 90 days"
    went = apply_retention()
    assert (went[:-1], went[-1]) == (dry[:-1], "6 things went.")
    assert apply_retention("--dry-run") == ["Nothing would go: no time is over."]
    assert (ConsultationRequest.objects.count(), RequestPhoto.objects.count()) == (5, 0)


def test_own_limit_beats_the_default_and_blank_keeps(at, coordinator):
    at(0)
    add_photo(closed(coordinator))
    RetentionRule.objects.create(stage="closed", what="photos", days=None)
    RetentionRule.objects.create(stage="closed", what="everything", days=400)
    at(399)
    assert what_goes() == []
    at(400)
    assert [what for _, what in what_goes()] == ["everything"]


def test_limits_are_changed_and_the_default_again_needs_no_row(db):
    place = (Stage.CLOSED, What.PHOTOS)
    changed = retention_limits.change({place: 30, (Stage.SEEN, What.PHOTOS): None})
    assert [(limit.days, limit.in_words) for limit in changed] == [(30, "Closed, photos: 30 days")]
    assert retention_limits.in_force()[place].days == 30
    retention_limits.change({place: None})
    assert RetentionRule.objects.get().days is None
    retention_limits.change({place: 90})
    assert not RetentionRule.objects.exists()


class Killed(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


def test_killed_in_the_middle_the_next_turn_goes_on(at, coordinator, monkeypatch):
    at(0)
    for number in range(3):
        closed(coordinator, email=f"{number}@example.com")
    at(400)
    real, done = retention.expire, []

    def dies_at_the_second(finding, limits):
        if done:
            raise Killed
        done.append(finding)
        return real(finding, limits)

    with monkeypatch.context() as broken:
        broken.setattr(retention, "expire", dies_at_the_second)
        with pytest.raises(Killed):
            retention_runs.run_slice()
    assert (ConsultationRequest.objects.count(), Heartbeat.objects.filter(name="retention").count()) == (2, 0)
    assert retention_runs.run_slice() == "2 things erased whose time was over"
    assert ConsultationRequest.objects.count() == 0


def test_worker_works_once_a_day_from_three_at_night_in_slices(coordinator, monkeypatch):
    with time_machine.travel("2027-01-04T12:00:00Z", tick=False):
        for number in range(2):
            closed(coordinator, email=f"{number}@example.com")
    with time_machine.travel("2028-06-01T06:59:00Z", tick=False) as clock:  # 2:59 in New York
        assert retention_runs.run_slice() is None
        clock.move_to("2028-06-01T07:00:00Z")
        with monkeypatch.context() as short:
            short.setattr(retention_runs, "SECONDS_OF_A_SLICE", -1)
            assert retention_runs.run_slice() == "1 thing erased whose time was over"
        assert ConsultationRequest.objects.count() == 1
        assert retention_runs.run_slice() == "1 thing erased whose time was over"
        in_state("quarantined")
        ConsultationRequest.objects.update(changed_at=START)
        clock.move_to("2028-06-02T03:59:00Z")  # the same day there
        assert retention_runs.run_slice() is None
        clock.move_to("2028-06-02T07:00:00Z")
        assert retention_runs.run_slice() == "1 thing erased whose time was over"


def test_one_that_cannot_be_erased_stops_no_other_and_is_tried_again(at, coordinator, monkeypatch, caplog):
    at(0)
    requests = [closed(coordinator, email=f"{number}@example.com") for number in range(2)]
    at(400)
    real = retention.expire

    def breaks_at_the_first(finding, limits):
        if finding.pk == requests[0].pk:
            raise OSError(f"/private/{finding.reference}")
        return real(finding, limits)

    with monkeypatch.context() as broken:
        broken.setattr(retention, "expire", breaks_at_the_first)
        assert retention_runs.run_slice() == "1 thing erased whose time was over"
    assert "OSError" in caplog.text
    assert requests[0].reference not in caplog.text
    assert retention_runs.run_slice() == "1 thing erased whose time was over"


def test_worker_knows_the_job():
    from practice_site.worker import jobs

    assert "retention" in [job.name for job in jobs]


def test_daily_query_reads_the_index_of_changes(coordinator):
    closed(coordinator)
    limits = retention_limits.in_force()
    with CaptureQueriesContext(connection) as asked:
        list(retention.findings(limits))
        retention_outlook.counts(limits)
    assert len(asked) == 9  # one for each default, and all of them counted at once
    plans = plans_of([query["sql"] for query in asked.captured_queries])
    assert scans_in(plans) == []
    assert any("request_by_change" in plan for plan in plans)


@pytest.fixture
def mail_folder(settings):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = folder = Path(tempfile.mkdtemp(dir=settings.DATA_DIR))
    yield folder
    shutil.rmtree(folder)


def test_nothing_of_what_went_in_part_can_be_found(coordinator, mail_folder):
    """Photos, operations, answers about health and mails; the rest of the request stays and can be read."""
    planted = plant(coordinator)
    gone = {
        "photos": [*map(str.encode, planted.file_names), *(content[200:260] for content in planted.pictures)],
        "sealed": [bytes(value)[5:37] for value in sealed_parts(planted.request)],
    }
    assert all(any(needle in all_that_is_kept() for needle in needles) for needles in gone.values())
    for what in ("photos", "health", "mails"):
        RetentionRule.objects.create(stage="withdrawn", what=what, days=1)
    withdrawal.withdraw(planted.request)
    outbox.send_due()
    ConsultationRequest.objects.update(changed_at=timezone.now() - timedelta(days=2))
    assert apply_retention()[-1] == "3 things went."
    erasure.finish()
    left = all_that_is_kept()
    assert [needle for needles in gone.values() for needle in needles if needle in left] == []
    assert list(mail_folder.iterdir()) == []
    request = ConsultationRequest.objects.get()
    assert (request.full_name, request.events.filter(kind="expired").count()) == ("Zqname Zqsurname", 3)


def sealed_parts(request) -> list[bytes]:
    """What stands sealed in the rows that go, as the database holds it."""
    rows = [*request.operations.all(), *HealthAnswers.objects.filter(request=request), *request.photos.all()]
    names = {row: [field.attname for field in row._meta.fields if is_encrypted(field)] for row in rows}
    mails = [mail.__dict__["body"] for mail in OutboxMessage.objects.filter(request=request)]
    return [value for row in rows for name in names[row] if (value := row.__dict__[name])] + mails
