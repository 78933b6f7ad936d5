"""What a deal's properties were before, as the business's history of opportunities has it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.hubspot.moments import iso, milliseconds
from sandbox.schema.picklists import STAGES

Row = dict[str, Any]
_PLACES = {name: place for place, (name, *_) in enumerate(STAGES)}


def decimal_text(value: float | None) -> str | None:
    """Whole numbers without a point, as HubSpot's forms store them."""
    return None if value is None else f"{value:.10g}"


def closing_time(day: str) -> int:
    """Half past eight in the evening in New York, which is the next day in UTC."""
    return milliseconds(f"{day}T20:30:00-05:00")


@dataclass(frozen=True)
class DealPast:
    """A deal with the moments at which it was made and last changed, and what it is now."""

    key: int
    times: tuple[int, int]
    stages: tuple[str, ...]
    now: Row

    def rows(self, steps: Iterable[Row]) -> Iterator[tuple[str, int, str, str | None, int]]:
        """Rows of `past`: a value for each moment at which a property came to another."""
        known: dict[str, str | None] = {}
        at = self.times[0]
        for step in steps:
            at = max(at, milliseconds(step["CreatedDate"]))
            yield from self._changed(known, self._values(step), at)
        now = {name: self.now[name] for name in ("dealstage", "amount", "deal_currency_code")}
        yield from self._changed(known, now, max(at + 1, self.times[1]))

    def _values(self, step: Row) -> dict[str, str | None]:
        return {
            "dealstage": self.stages[_PLACES[step["StageName"]]],
            "amount": decimal_text(step["Amount"]),
            "closedate": iso(closing_time(step["CloseDate"])),
            "deal_currency_code": step["CurrencyIsoCode"],
        }

    def _changed(
        self, known: dict[str, str | None], values: dict[str, str | None], at: int
    ) -> Iterator[tuple[str, int, str, str | None, int]]:
        for name, value in values.items():
            if known.get(name) != value:
                known[name] = value
                yield "deals", self.key, name, value, at
