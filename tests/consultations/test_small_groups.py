"""No number points at a person: small groups are told together, and no total gives them away."""

import pytest

from consultations.small_groups import FEWER, LEAST, merged, round_to_tens, told, total_words


def as_pairs(groups):
    return [(group.name, group.count) for group in groups]


@pytest.mark.parametrize(("count", "is_told"), [(0, True), (1, False), (4, False), (5, True)])
def test_one_to_four_are_not_told(count, is_told):
    assert (told(count) == count) is is_told


CASES = {
    "nothing small": ([8, 0, 5], [("a", 8), ("b", 0), ("c", 5)]),
    "two small are five together": ([9, 3, 2], [("a", 9), ("Other", 5)]),
    "one small takes the next smallest with it": ([9, 3, 6], [("a", 9), ("Other", 9)]),
    "two small are too few together": ([9, 1, 2], [("All together", 12)]),
    "small beside nought": ([0, 3, 9], [("a", 0), ("All together", 12)]),
    "too few in all": ([0, 1, 2], [("a", 0), ("All together", None)]),
    "none at all": ([0, 0, 0], [("a", 0), ("b", 0), ("c", 0)]),
}


@pytest.mark.parametrize(("counts", "expected"), CASES.values(), ids=CASES)
def test_small_groups_are_told_as_one(counts, expected):
    assert as_pairs(merged(zip("abc", counts, strict=True))) == expected


def test_no_group_under_five_can_be_worked_out_from_the_whole():
    """Every way to fill four groups with up to seven each: what is told leaves no group of one to four alone."""
    from itertools import product

    for counts in product(range(8), repeat=4):
        groups = merged(zip("abcd", counts, strict=True))
        assert all(group.count is None or group.count == 0 or group.count >= LEAST for group in groups)
        shown = {group.name for group in groups}
        hidden = [count for name, count in zip("abcd", counts, strict=True) if name not in shown]
        small = [count for count in hidden if count < LEAST]
        assert not (len(hidden) == 1 and small and sum(counts) >= LEAST)
        if sum(counts) >= LEAST:
            assert sum(group.count for group in groups) == sum(counts)


@pytest.mark.parametrize(
    ("counts", "words"),
    [([8, 5, 0], "13"), ([8, 4, 1234], "about 1,250"), ([8, 4], "about 10"), ([1, 2], FEWER), ([0], "0")],
)
def test_total_is_rounded_beside_a_number_that_is_not_told(counts, words):
    assert total_words(counts) == words


def test_tens():
    assert [round_to_tens(number) for number in (4, 5, 14, 15)] == [0, 10, 10, 20]
