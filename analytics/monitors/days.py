"""A day of a series as it is shown and kept: what came, what was expected, and the band."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class SeenDay:
    """Money is in whole micros; a rate is a share. None is a gap, or what nobody foretold."""

    day: date
    value: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None

    def as_words(self) -> dict[str, Any]:
        """For a JSON column."""
        return {**asdict(self), "day": self.day.isoformat()}


def seen_day(words: Mapping[str, Any]) -> SeenDay | None:
    """What `as_words` gave; None of nothing."""
    return SeenDay(**{**words, "day": date.fromisoformat(words["day"])}) if words else None
