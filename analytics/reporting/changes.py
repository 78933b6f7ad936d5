"""How a published report differs from today's numbers, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.detection.explaining.rounding import largest_remainder
from analytics.figures import exact, money
from analytics.metrics import Unit
from analytics.models import Publication
from analytics.reporting.freezing.bridging import Addend, Cause, Kind
from analytics.reporting.freezing.comparing import Compared, names_of_parts
from integrations.models import Source

# Of one reason so many days stand each on its own; the others stand together.
_MOST_DAYS = 7
# The smallest difference that is told: a cent of money, else what is written at all.
_STEPS = {Unit.MONEY: Fraction(10_000), Unit.RATE: Fraction(1, 1_000_000)}
_STEP = Fraction(1, 10_000)
_WHY: dict[Kind, Any] = {
    Kind.RATES: gettext_lazy("Rates of exchange are others"),
    Kind.MOVED_OUT: gettext_lazy("No longer fits the filter"),
    Kind.MOVED_IN: gettext_lazy("Fits the filter now"),
    Kind.RESTATED: gettext_lazy("Restated by its source"),
    Kind.LATE: gettext_lazy("Came in later"),
    Kind.GONE: gettext_lazy("Is no longer reported"),
    Kind.CRM: gettext_lazy("Records of the CRM are others: new, changed or deleted"),
    Kind.VISITS: gettext_lazy("Visits were reported anew"),
    Kind.OTHER: gettext_lazy("Counted otherwise"),
    Kind.DEFINITION: gettext_lazy("The formula is another"),
    Kind.ROUNDING: gettext_lazy("Rounding"),
}


@dataclass(frozen=True)
class Step:
    """One line of the bridge: why, where, by how much; `days` are its parts."""

    why: str
    where: str
    by: str
    days: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Change:
    """One number of a published report that is another one now, and the way between."""

    label: str
    then: str
    now: str
    by: str
    steps: tuple[Step, ...]
    trouble: str = ""


@dataclass(frozen=True)
class Told:
    """A number of today, and the way to it in whole steps of the smallest that is told.

    `total` is null where there is nothing to divide by, so that no way leads from one to the other.
    """

    now: Fraction | None
    step: Fraction
    total: int | None
    parts: dict[Cause, int]


def told_of(one: Compared, currency: str) -> Told | None:
    """What became of a number; None of what differs by less than is written."""
    if one.is_same:
        return None
    write, bridge = _Writer(Unit(one.number.definition.unit), currency), one.bridge
    if bridge.then is None or bridge.now is None:
        return Told(bridge.now, write.step, None, {})
    total = write.steps(bridge.now) - write.steps(bridge.then)
    if not total and not any(write.is_told(addend.by) for addend in bridge.addends):
        return None
    parts = _told(bridge.addends, bridge.now - bridge.then, total, write)
    return Told(bridge.now, write.step, total, parts)


def changes_of(row: Publication, compared: Sequence[Compared]) -> list[Change]:
    """The numbers that differ by as much as is written, each with its bridge."""
    about = {addend.cause.about for one in compared for addend in one.bridge.addends}
    names = names_of_parts(about)
    sources = {str(key): name for key, name in Source.objects.values_list("id", "name")}
    found = (_change(one, row.currency, names, sources) for one in compared)
    return [one for one in found if one is not None]


def _change(
    one: Compared, currency: str, names: dict[str, str], sources: dict[str, str]
) -> Change | None:
    unit = Unit(one.number.definition.unit)
    write = _Writer(unit, currency)
    bridge = one.bridge
    told = told_of(one, currency)
    if told is None:
        return None
    if bridge.then is None or bridge.now is None or told.total is None:
        now = write.value(bridge.now) if bridge.now is not None else "–"
        then = write.value(bridge.then) if bridge.then is not None else "–"
        text = _("There is nothing to divide by any more, so no way leads from one to the other.")
        return Change(one.number.label, then, now, "", (), text)
    return Change(
        one.number.label,
        write.value(bridge.then),
        write.value(bridge.now),
        write.signed(told.total),
        tuple(_steps(told.parts, write, names, sources)),
    )


@dataclass(frozen=True)
class _Writer:
    """Writes values, and differences in whole steps of the smallest that is told."""

    unit: Unit
    currency: str

    @property
    def step(self) -> Fraction:
        return Fraction(1) if self.unit is Unit.COUNT else _STEPS.get(self.unit, _STEP)

    def steps(self, value: Fraction) -> int:
        """As many steps as are written: half to even, as all numbers are."""
        ratio = value / self.step
        return int(
            (Decimal(ratio.numerator) / ratio.denominator).to_integral_value(ROUND_HALF_EVEN)
        )

    def is_told(self, by: Fraction) -> bool:
        return abs(by) >= self.step

    def value(self, value: Fraction) -> str:
        return self._written(self.steps(value) * self.step)

    def signed(self, steps: int) -> str:
        sign = "+" if steps > 0 else "−" if steps < 0 else "±"
        return sign + self._written(abs(steps) * self.step)

    def _written(self, value: Fraction) -> str:
        if self.unit is Unit.MONEY:
            # Never as a price with parts of a cent: the addends are whole cents.
            return f"{self.currency}\u00a0{money(int(value))}"
        number = int(value) if value.denominator == 1 else float(value)
        return exact(self.unit, number, self.currency)


def _told(
    addends: Sequence[Addend], exactly: Fraction, total: int, write: _Writer
) -> dict[Cause, int]:
    """Each addend in whole steps, which sum to the difference as it is written."""
    parts = [one.by / write.step for one in addends]
    # What rounding both ends does to their difference is a part as well.
    parts.append(total - exactly / write.step)
    whole = largest_remainder(parts, total)
    causes = [*(one.cause for one in addends), Cause(Kind.ROUNDING)]
    found: dict[Cause, int] = {}
    for cause, steps in zip(causes, whole, strict=True):
        found[cause] = found.get(cause, 0) + steps
    return {cause: steps for cause, steps in found.items() if steps}


def _steps(
    told: dict[Cause, int], write: _Writer, names: dict[str, str], sources: dict[str, str]
) -> list[Step]:
    groups: dict[tuple[Kind, str, str], dict[date | None, int]] = {}
    for cause, steps in told.items():
        days = groups.setdefault((cause.kind, cause.source, cause.about), {})
        days[cause.on] = days.get(cause.on, 0) + steps
    ordered = sorted(groups.items(), key=lambda item: (-abs(sum(item[1].values())), item[0]))
    found = []
    for (kind, source, about), days in ordered:
        where = " · ".join(filter(None, (sources.get(source, ""), names.get(about, about))))
        by = write.signed(sum(days.values()))
        found.append(Step(str(_WHY[kind]), where, by, _days(days, write)))
    return found


def _days(days: dict[date | None, int], write: _Writer) -> tuple[tuple[str, str], ...]:
    """The days that moved most, and all others together."""
    dated = [(on, steps) for on, steps in days.items() if on is not None]
    most = sorted(dated, key=lambda one: (-abs(one[1]), one[0]))
    shown = sorted(most[:_MOST_DAYS])
    lines = [(date_format(on, "DATE_FORMAT"), write.signed(steps)) for on, steps in shown]
    if rest := most[_MOST_DAYS:]:
        lines.append((_("Other days"), write.signed(sum(steps for _on, steps in rest))))
    return tuple(lines)
