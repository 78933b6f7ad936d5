"""Which days are asked for, in which pieces: pure calculation, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from integrations.connectors.contract import ReportStream, VendorAccount

ONE = timedelta(days=1)
# The longest conversion window that any platform offers.
_LONGEST = 90


@dataclass(frozen=True)
class Span:
    """Days from first_on to last_on, both included."""

    first_on: date
    last_on: date


@dataclass(frozen=True)
class Calendar:
    """One stream of one account, seen from the account's own today."""

    stream: ReportStream
    account: VendorAccount
    today: date
    # How many months back the workspace's plan reads; None for all that the vendor has.
    most_months: int | None = None

    @property
    def window_days(self) -> int:
        """For how many days the vendor may still change one."""
        return max(self.stream.window_days, min(self.account.history_days, _LONGEST))

    @property
    def window_from(self) -> date:
        """The first day that the vendor may still change."""
        return self.today - (self.window_days - 1) * ONE

    @property
    def provisional_from(self) -> date:
        """The first day that is not settled yet."""
        return self.today - (self.stream.settles_days - 1) * ONE

    @property
    def months(self) -> int:
        """How many months back are read: what the vendor has, as far as the plan goes."""
        whole = self.stream.history_months
        return whole if self.most_months is None else min(whole, self.most_months)

    @property
    def oldest(self) -> date:
        """The first day of the first month that is read at all."""
        months = self.today.year * 12 + self.today.month - 1 - self.months
        first = date(months // 12, months % 12 + 1, 1)
        # Vendors count their months of memory by the day, so that the very first is cut short.
        return max(first, _months_before(self.today, self.months))

    def newest(self, read_until: date | None) -> Span:
        """What a sync reads: the window, and what the last sync saw while it could still change."""
        begin = self.window_from
        if read_until is not None:
            young_then = read_until - (self.window_days - 1) * ONE
            begin = max(min(begin, young_then), self.oldest)
        return Span(begin, self.today)

    def older(self, read_from: date | None) -> Span | None:
        """What a backfill reads: all before the first day that was read."""
        if read_from is None or read_from <= self.oldest:
            return None
        return Span(self.oldest, read_from - ONE)

    def pieces(self, span: Span) -> Iterator[Span]:
        """Requests, newest first; none lies partly in the window and partly outside of it."""
        last = min(span.last_on, self.today)
        while last >= span.first_on:
            first = max(span.first_on, last - (self.stream.days_per_request - 1) * ONE)
            if first < self.window_from <= last:
                first = self.window_from
            yield Span(first, last)
            last = first - ONE


def _months_before(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    year, month = total // 12, total % 12 + 1
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError("a month without days")
