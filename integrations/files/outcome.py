"""What an import did, as a value that pages and the source's own note can hold."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """Counts of rows and what they add up to; money in micros by currency.

    `totals` holds sums by name ("impressions", "conversions_micros"), `money` is
    {"spend": {"DKK": micros}}; `fresh_on` is the last day that the file speaks of.
    """

    rows: int
    rejected: int
    inserted: int
    updated: int
    vanished: int
    unchanged: int
    totals: dict[str, int] = field(default_factory=dict)
    money: dict[str, dict[str, int]] = field(default_factory=dict)
    first_on: date | None = None
    last_on: date | None = None
    new_stages: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """With days as ISO text."""
        return {
            **asdict(self),
            "first_on": self.first_on.isoformat() if self.first_on else None,
            "last_on": self.last_on.isoformat() if self.last_on else None,
        }
