"""The README draws the stages as the code has them."""

import pytest
from django.conf import settings
from django.core.management import call_command

from consultations import stage_diagram, workflow
from consultations.models import ConsultationRequest


def test_readme_draws_the_stages_that_the_code_has():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    assert stage_diagram.put_into(readme) == readme, "The stages have changed: run `make diagram` to draw them anew."


def test_every_way_is_drawn_once():
    drawn = [line.strip().partition(": ")[0] for line in stage_diagram.mermaid().splitlines() if "-->" in line]
    ways = {
        f"{start} --> {end}"
        for table in (workflow.BY_STAFF, workflow.BY_RULE)
        for start, ends in table.items()
        for end in ends
    }
    assert len(drawn) == len(set(drawn))
    assert set(drawn) - {"[*] --> new", "[*] --> quarantined", "withdrawn --> [*]"} == ways


def test_button_and_rule_can_be_told_apart():
    lines = [line.strip() for line in stage_diagram.mermaid().splitlines()]
    assert "in_review: In review" in lines
    assert "seen --> in_review: Open again" in lines
    assert "times_offered --> booked: (rule)" in lines


def test_way_that_was_added_changes_the_drawing(monkeypatch):
    before = stage_diagram.mermaid()
    monkeypatch.setitem(workflow.BY_STAFF, ConsultationRequest.Status.WITHDRAWN, ["in_review"])
    assert set(stage_diagram.mermaid().splitlines()) - set(before.splitlines()) == {
        "    withdrawn --> in_review: Start review"
    }


def test_command_writes_it_and_leaves_the_rest(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    readme = tmp_path / "README.md"
    readme.write_text(f"Above\n{stage_diagram.PART.begin}\nold\n{stage_diagram.PART.end}\nBelow\n", encoding="utf-8")
    call_command("draw_stages")
    text = readme.read_text(encoding="utf-8")
    assert (text[:6], text[-7:], text.count("stateDiagram-v2"), text.count("old")) == ("Above\n", "\nBelow\n", 1, 0)
    call_command("draw_stages")
    assert readme.read_text(encoding="utf-8") == text
    assert capsys.readouterr().out.splitlines() == [
        "README.md: the diagram was drawn anew",
        "README.md: the diagram is as the code has it",
    ]


def test_text_without_a_place_for_it_is_refused():
    with pytest.raises(ValueError, match="no place for the diagram"):
        stage_diagram.put_into(f"Only {stage_diagram.PART.begin}")
