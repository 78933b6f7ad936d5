"""A watch, the state machine's memory, as plain words and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from analytics.detection.deciding.incidents import Phase, Watch
from analytics.detection.deciding.verdicts import Side, Verdict
from analytics.detection.judging import State

_DAYS = ("told_on", "opened_on", "ended_on", "run_began", "last", "snoozed_until")


def words_of(watch: Watch) -> dict[str, Any]:
    """For a JSON column."""
    words = dict(vars(watch))
    for name in _DAYS:
        words[name] = words[name].isoformat() if words[name] else None
    words["recent"] = [
        {**vars(one), "day": one.day.isoformat(), "state": int(one.state)} for one in watch.recent
    ]
    return words


def watch_of(words: Mapping[str, Any]) -> Watch:
    """What `words_of` gave; a watch at rest of nothing."""
    if not words:
        return Watch()
    days = {name: _day(words[name]) for name in _DAYS}
    recent = tuple(
        Verdict(
            **{
                **one,
                "day": date.fromisoformat(one["day"]),
                "side": Side(one["side"]),
                "state": State(one["state"]),
            }
        )
        for one in words["recent"]
    )
    named = {"phase": Phase(words["phase"]), "side": Side(words["side"]), "recent": recent}
    return Watch(**{**words, **days, **named})


def is_at_rest(watch: Watch) -> bool:
    """Whether a new watch would do as well."""
    return watch.phase is Phase.QUIET and not watch.number and not any(v.out for v in watch.recent)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
