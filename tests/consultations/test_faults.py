"""A short form of `make faults`: whatever breaks while patients send, what is acknowledged is stored once and whole."""

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from bench import faults
from bench.senders import Tally
from tests.environment import lend_static_files


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults") / "data"
    folder.mkdir()
    lend_static_files(folder)
    return faults.House(folder)


@pytest.fixture(scope="module")
def results(house):
    """What came of each scenario, by its name. Always on SQLite, whichever database the suite itself runs on."""
    return {result.name: result for result in faults.run(house, faults.SHORT)}


@pytest.mark.parametrize("name", faults.SCENARIOS)
def test_whatever_breaks_each_acknowledged_request_is_stored_once_and_whole(results, name):
    result = results[name]
    assert (result.problems, result.twice, result.lost, result.in_part) == ([], 0, 0, 0)
    assert len(result.tally.acknowledged) == len(result.stored) == faults.SHORT.sends
    assert result.is_good


def test_troubles_were_really_met(results):
    assert results["killed"].tally.broken_lines > 0
    assert results["full disk"].tally.kind_refusals >= 3 * faults.SHORT.clients
    assert all("kept" in str(result) for result in results.values())


def test_request_that_lacks_a_part_is_noticed(house, results):
    with closing(sqlite3.connect(house.data_dir / "site.sqlite3")) as database, database:
        (damaged,) = database.execute("SELECT max(request_id) FROM consultations_consentrecord").fetchone()
        database.execute("DELETE FROM consultations_consentrecord WHERE request_id = ?", (damaged,))
    report = house.stored()
    assert report["is_intact"]
    assert len(report["requests"]) == len(results) * faults.SHORT.sends
    assert [request["is_whole"] for request in report["requests"]].count(False) == 1


@pytest.mark.parametrize(
    ("acknowledged", "stored", "in_part", "problems"),
    [
        (["a", "b"], {"a": 1}, 0, []),
        (["a", "b"], {"a": 1, "b": 2}, 0, []),
        (["a"], {"a": 1, "b": 1}, 0, []),
        (["a", "b"], {"a": 1, "b": 1}, 1, []),
        (["a", "b"], {"a": 1, "b": 1}, 0, ["500 to a send"]),
    ],
    ids=["lost", "twice", "never acknowledged", "in part", "another answer"],
)
def test_each_kind_of_loss_is_called_missed(acknowledged, stored, in_part, problems):
    result = faults.Result("sample", 2, Tally(acknowledged), 1.0, Counter(stored), in_part, problems)
    assert not result.is_good
    assert str(result).endswith("MISSED")
