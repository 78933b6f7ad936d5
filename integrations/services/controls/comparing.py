"""Finds the days on which two sides differ, from sums of spans alone: pure calculation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

Sums = Mapping[str, int]
# Sums of a day on our side, and how many rows they are made of; a metric nobody stored is missing.
Stored = Mapping[date, tuple[int, Sums]]
Ask = Callable[[date, date], Sums]

ONE = timedelta(days=1)
# The source is not asked about more spans of an account in one night.
QUESTIONS = 40
# What the source adds up as fractions: each of our rows may be off by a rounded millionth.
_ROUNDED = ("conversions_micros", "conversion_value_micros", "dated_conversions_micros")


@dataclass(frozen=True)
class Span:
    """Days that differ, with both sides' sums of the metrics that do."""

    first_on: date
    last_on: date
    theirs: Sums
    ours: Mapping[str, int | None]

    @property
    def days(self) -> list[date]:
        return [self.first_on + ONE * n for n in range((self.last_on - self.first_on).days + 1)]


@dataclass
class Comparison:
    """A source's sums beside ours. `asked` counts the questions."""

    ask: Ask
    stored: Stored
    asked: int = field(default=0)

    def theirs(self, first_on: date, last_on: date) -> Sums:
        """What the source says of a span."""
        self.asked += 1
        return self.ask(first_on, last_on)

    def ours(self, first_on: date, last_on: date) -> dict[str, int]:
        """What is stored of a span."""
        found: dict[str, int] = {}
        for on, (_, sums) in self.stored.items():
            if first_on <= on <= last_on:
                for metric, value in sums.items():
                    found[metric] = found.get(metric, 0) + value
        return found

    def differences(self, first_on: date, last_on: date, theirs: Sums) -> dict[str, int | None]:
        """{metric: our sum} of the metrics by which a span differs; None where nothing is stored.

        What the source does not tell is not compared. Nothing stored is as good as a zero.
        """
        ours = self.ours(first_on, last_on)
        days = self.stored.items()
        rows = sum(count for on, (count, _) in days if first_on <= on <= last_on)
        return {
            metric: ours.get(metric)
            for metric, value in theirs.items()
            if abs(value - ours.get(metric, 0)) > (rows if metric in _ROUNDED else 0)
        }

    def locate(self, first_on: date, last_on: date, theirs: Sums) -> list[Span]:
        """The days of a span that differ, by halving it; whole spans when the questions run out.

        Sums of a span's newer half are its own less the older half's. Differences of two days that
        cancel each other to the last digit are not seen.
        """
        differing = self.differences(first_on, last_on, theirs)
        if not differing:
            return []
        if first_on == last_on or self.asked >= QUESTIONS:
            told = {metric: theirs[metric] for metric in differing}
            return [Span(first_on, last_on, told, differing)]
        middle = first_on + ONE * ((last_on - first_on).days // 2)
        older = self.theirs(first_on, middle)
        newer = less(theirs, older)
        return [*self.locate(first_on, middle, older), *self.locate(middle + ONE, last_on, newer)]


def less(whole: Sums, part: Sums) -> dict[str, int]:
    """What is left of a sum without a part of it."""
    return {metric: value - part.get(metric, 0) for metric, value in whole.items()}
