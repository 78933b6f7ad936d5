"""One incident from its first day to its end, in examples and whatever the days bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.detection.deciding.incidents import (
    Happening,
    Phase,
    Rules,
    Watch,
    accept,
    run,
    snooze,
    step,
)
from analytics.detection.deciding.openings import openings
from analytics.detection.deciding.verdicts import Side, Verdict, silent
from analytics.detection.judging import State

FIRST, RULES = date(2026, 3, 2), Rules()
KINDS = "._-+=#"


def days(text: str, size: float = 10.0) -> list[Verdict]:
    """`.` inside, `_` not judged, `-` and `+` out below and above, `=` and `#` severely so."""
    return [_day(FIRST + timedelta(days=at), kind, size) for at, kind in enumerate(text)]


def _day(day: date, kind: str, size: float) -> Verdict:
    if kind == "_":
        return silent(day, State.WAITING)
    if kind == ".":
        return Verdict(day, judged=True)
    side = Side.BELOW if kind in "-=" else Side.ABOVE
    return Verdict(day, judged=True, out=True, side=side, severe=kind in "=#", size=size)


def story(text: str) -> list[tuple[int, str]]:
    _, told = run(days(text), RULES)
    return [((day - FIRST).days, what.value) for day, what in told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("..-....", []),
        ("..-.-..", [(4, "opened"), (6, "recovered")]),
        ("..-+-..", [(4, "opened"), (6, "recovered")]),
        ("..-..-.", []),
        ("..=....", [(2, "opened"), (4, "recovered")]),
        ("..-_-__", [(4, "opened")]),
        ("..--._.", [(3, "opened"), (6, "recovered")]),
        ("--.-.-..", [(1, "opened"), (7, "recovered")]),
        ("--..--...", [(1, "opened"), (3, "recovered"), (5, "reopened"), (7, "recovered")]),
        ("--......--", [(1, "opened"), (3, "recovered"), (9, "opened")]),
        ("--=", [(1, "opened"), (2, "worse")]),
        ("---++", [(1, "opened"), (3, "recovered"), (4, "opened")]),
        ("-------", [(1, "opened"), (6, "new_level")]),
        ("---.----", [(1, "opened")]),
    ],
)
def test_stories(text: str, told: list[tuple[int, str]]) -> None:
    assert story(text) == told


def test_worse_is_told_when_it_is_half_as_large_again_and_not_every_day() -> None:
    watch, _ = run(days("--"), RULES)
    more = [
        replace(one, day=FIRST + timedelta(days=2 + at), size=size)
        for (at, size), one in zip(
            enumerate([14.0, 16.0, 16.0, 16.0, 30.0]), days("-----"), strict=True
        )
    ]
    _, told = run(more, RULES, watch)
    assert [((day - FIRST).days, what) for day, what in told if what is Happening.WORSE] == [
        (4, Happening.WORSE)
    ]


def test_a_level_that_was_accepted_begins_where_it_moved() -> None:
    watch, _ = run(days("..-.-------"), RULES)
    at_rest, since = accept(watch)
    assert since == FIRST + timedelta(days=4)
    assert at_rest.phase is Phase.QUIET
    assert at_rest.number == 1
    assert accept(at_rest) == (at_rest, None)


def test_a_snoozed_incident_keeps_its_days_and_speaks_only_when_severe() -> None:
    watch, _ = run(days("--"), RULES)
    asleep = snooze(watch, FIRST + timedelta(days=30))
    later = [replace(one, day=one.day + timedelta(days=5), size=99.0) for one in days("--=")]
    _, told = run(later, RULES, asleep)
    assert [what for _, what in told] == [Happening.WORSE]
    assert told[0][0] == later[2].day


def test_no_day_is_taken_twice() -> None:
    watch, _ = run(days(".."), RULES)
    with pytest.raises(ValueError, match="has been taken"):
        step(watch, days(".")[0], RULES)


texts = st.text(alphabet=KINDS, max_size=60)


@given(texts)
def test_incidents_open_and_end_in_turn_and_never_without_cause(text: str) -> None:
    watch = Watch()
    for verdict in days(text):
        before = watch
        watch, told = step(watch, verdict, RULES)
        begun = {Happening.OPENED, Happening.REOPENED} & set(told)
        assert len(begun) == (watch.is_open and (not before.is_open or Happening.RECOVERED in told))
        assert (Happening.OPENED in told) == (watch.number == before.number + 1)
        if Happening.RECOVERED in told:
            assert before.is_open
        if not verdict.judged:
            assert told == ()
            assert replace(watch, last=before.last) == before
        if verdict.severe:
            assert watch.is_open
        if Happening.OPENED in told and not verdict.severe:
            assert sum(one.out and one.side == verdict.side for one in watch.recent) >= 2


@given(st.lists(texts, min_size=1, max_size=4))
def test_the_count_of_a_replay_is_that_of_the_machine(stories: list[str]) -> None:
    width = max(map(len, stories))
    padded = [text.ljust(width, "_") for text in stories]
    marks = np.array([list(text) for text in padded]).reshape(len(padded), width)
    side = np.where(np.isin(marks, ["-", "="]), -1, np.where(np.isin(marks, ["+", "#"]), 1, 0))
    counted = openings(side != 0, np.isin(marks, ["=", "#"]), marks != "_", side, RULES)
    for row, text in zip(counted, padded, strict=True):
        opened = [at for at, what in story(text) if what == "opened"]
        assert np.flatnonzero(row).tolist() == opened
