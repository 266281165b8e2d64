"""The README says who may do what, as the code has it."""

import pytest
from django.conf import settings
from django.core.management import call_command

from practice_site.accounts import role_table
from practice_site.accounts.rights import FIELDS, NOBODY, RIGHTS, Role

PART = role_table.PART


def test_readme_has_the_table_that_the_code_has():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    assert role_table.put_into(readme) == readme, "The rights have changed: run `make roles` to write the table anew."


def test_table_has_a_row_for_each_right_and_a_word_for_each_role():
    lines = [line.strip("| ").split(" | ") for line in role_table.markdown().splitlines()]
    assert lines[0] == ["may", *(role.label.lower() for role in Role)]
    assert [line[0] for line in lines[2:]] == [right.words for right in (*RIGHTS, *FIELDS, *NOBODY)]
    assert {word for line in lines[2:] for word in line[1:]} == {"yes", "–"}


def test_administrators_may_do_everything_but_what_nobody_may():
    words = {line.split(" | ")[0].strip("| "): line.split(" | ")[1] for line in role_table.markdown().splitlines()[2:]}
    assert {right for right, word in words.items() if word == "–"} == {right.words for right in NOBODY}


def test_right_that_was_taken_away_changes_the_table(monkeypatch):
    before = role_table.markdown().splitlines()
    monkeypatch.setattr(role_table, "RIGHTS", RIGHTS[1:])
    assert [line for line in before if line not in role_table.markdown().splitlines()] == [before[2]]


def test_command_writes_it_and_leaves_the_rest(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    readme = tmp_path / "README.md"
    readme.write_text(f"Above\n{PART.begin}\nold\n{PART.end}\nBelow\n", encoding="utf-8")
    call_command("draw_roles")
    assert readme.read_text(encoding="utf-8") == (
        f"Above\n{PART.begin}\n\n{role_table.markdown()}\n\n{PART.end}\nBelow\n"
    )
    assert capsys.readouterr().out == "README.md: the table of roles was drawn anew\n"


def test_text_without_a_place_for_it_is_refused():
    with pytest.raises(ValueError, match="no place for the table of roles"):
        role_table.put_into(f"Only {PART.begin}")
