"""Whoever is refused leaves a line in the log: who, where and from where, and nothing of what was asked for."""

import json

import pytest


@pytest.fixture
def refusals(log_text):
    """A function that returns the lines about refusals that the site's own handler has written."""
    return lambda: [line for line in map(json.loads, log_text().splitlines()) if line["event"] == "refused"]


def test_refused_screen_is_told_with_its_name_and_without_its_query(signed_in, editor, refusals):
    answer = signed_in(editor).get("/admin/consultations/consultationrequest/?q=Amara", REMOTE_ADDR="198.51.100.7")
    assert answer.status_code == 403
    [line] = refusals()
    assert (line["level"], line["logger"]) == ("warning", "practice_site.errors")
    assert (line["account"], line["address"]) == (editor.pk, "198.51.100.7")
    assert line["detail"] == "admin:consultations_consultationrequest_changelist"
    assert "Amara" not in json.dumps(line)


def test_screen_that_is_shown_is_no_refusal(signed_in, editor, refusals):
    assert signed_in(editor).get("/admin/procedures/page/").status_code == 200
    assert refusals() == []
