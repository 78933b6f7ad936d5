"""A whole goes before parts that move together, and behind the one part that explains it."""

from __future__ import annotations

from analytics.detection.deciding.grouping import Group, Moved, grouped


def part(key: str, value: float, expected: float, *, out: bool) -> Moved:
    return Moved(key, value, expected, reach=10.0, out=out)


def test_parts_that_move_together_are_one_incident_of_the_whole() -> None:
    whole = Moved("account", 500, 1_000, reach=60, out=True)
    parts = [part(key, 125, 250, out=True) for key in "abcd"]
    assert grouped(whole, parts) == (Group("account", ("a", "b", "c", "d")),)


def test_one_part_that_explains_the_whole_is_the_root() -> None:
    whole = Moved("account", 700, 1_000, reach=60, out=True)
    parts = [part("search", 0, 290, out=True), part("social", 700, 710, out=False)]
    assert grouped(whole, parts) == (Group("search", ("account",)),)
    # With more missing than its own loss, the rest of the account would still be out.
    worse = Moved("account", 620, 1_000, reach=60, out=True)
    assert grouped(worse, parts) == (Group("account", ("search",)),)


def test_a_whole_that_is_in_hides_no_part_and_one_against_it_stands_alone() -> None:
    calm = Moved("account", 1_000, 1_000, reach=60, out=False)
    parts = [part("a", 100, 300, out=True), part("b", 500, 300, out=True)]
    assert grouped(calm, parts) == (Group("a"), Group("b"))
    low = Moved("account", 700, 1_000, reach=60, out=True)
    found = grouped(low, [part("up", 300, 100, out=True), part("down", 150, 300, out=True)])
    assert found == (Group("account", ("down",)), Group("up"))
