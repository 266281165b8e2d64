"""SECURITY.md answers every requirement of its two lists: by a test that exists, or by a reason."""

import ast
import re

import pytest

from tests.site.running import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NODE = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
REASON = re.compile(r"(Not applicable|Not met|Operator|Document): \S.{10,}")
# How many requirements of levels 1 and 2 each section of OWASP ASVS 5.0.0 has; they come first in it. Of chapters 10
# (OAuth) and 17 (WebRTC) nothing applies, and each is one row.
SECTIONS = (
    {"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1}
    | {"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4}
    | {"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4}
    | {"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1}
    | {"9.1": 3, "9.2": 4, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1}
    | {"12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3}
    | {"15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3}
)
HIPAA = ["(a)(1)", "(a)(2)(i)", "(a)(2)(ii)", "(a)(2)(iii)", "(a)(2)(iv)", "(b)", "(c)(1)", "(c)(2)", "(d)"]
HIPAA += ["(e)(1)", "(e)(2)(i)", "(e)(2)(ii)"]


def rows_below(heading: str) -> list[list[str]]:
    """The cells of every row of the table under a heading."""
    part = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:] if not line.startswith("|--")]


ASVS = rows_below("OWASP ASVS 5.0, levels 1 and 2")
LAW = rows_below("HIPAA, 45 CFR 164.312")


def headings(file: str) -> set[str]:
    return set(re.findall(r"^#+ (.+)$", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_requirement_of_both_lists_has_its_row_in_order():
    numbers = {f"{section}.{number + 1}" for section, count in SECTIONS.items() for number in range(count)}
    expected = sorted(numbers | {"10", "17"}, key=lambda number: [int(part) for part in number.split(".")])
    assert [row[0] for row in ASVS] == expected
    assert [row[0] for row in LAW] == HIPAA


@pytest.mark.parametrize("row", [*ASVS, *LAW], ids=lambda row: row[0])
def test_row_says_what_is_asked_and_how_it_is_answered(row):
    _, asked, answer = row
    assert len(asked) > 4
    assert NODE.search(answer) or REASON.match(answer)


def test_what_is_not_met_is_listed_above_the_table():
    unmet = [number for number, _, answer in ASVS if answer.startswith("Not met: ")]
    assert re.findall(r"^Not met: (.+)\.$", TEXT, re.MULTILINE) == [", ".join(unmet)]


def test_every_test_that_is_named_exists():
    named = set(NODE.findall(TEXT))
    trees = {file: ast.parse((ROOT / file).read_text(encoding="utf-8")) for file, _ in named}
    there = {
        (file, node.name) for file, tree in trees.items() for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    assert named - there == set()
    assert len(re.findall(r"tests/[\w/]+\.py", TEXT)) == len(NODE.findall(TEXT))  # each is written so that it is found


def test_every_document_that_is_named_has_that_heading():
    named = re.findall(r"Document: (README|SECURITY)(?:\.md)?, “([^”]+)”", TEXT)
    assert len(named) == TEXT.count("Document: ")
    assert [(file, heading) for file, heading in named if heading not in headings(f"{file}.md")] == []
