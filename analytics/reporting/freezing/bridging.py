"""The bridge from a frozen number to what it is now: addends that sum to the difference exactly.

Pure. Every change of a piece is one effect. Effects are applied one after the other, and what the
number moves by at each is its addend: so they sum to the whole, whatever the formula.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

from analytics.metrics import MEASURES
from analytics.reporting.freezing.definition import Definition
from analytics.reporting.freezing.pieces import Key, Piece, Pieces, Side


class Kind(IntEnum):
    """Why a number moved, in the order in which the bridge goes over them."""

    RATES = 1
    MOVED_OUT = 2
    MOVED_IN = 3
    RESTATED = 4
    LATE = 5
    GONE = 6
    CRM = 7
    VISITS = 8
    OTHER = 9
    DEFINITION = 10
    ROUNDING = 11


@dataclass(frozen=True)
class Cause:
    """One reason: `source` is where, `on` of which day, `about` which currency or part."""

    kind: Kind
    source: str = ""
    on: date | None = None
    about: str = ""

    @property
    def order(self) -> tuple[int, str, date, str]:
        return self.kind, self.source, self.on or date.min, self.about


@dataclass(frozen=True)
class Addend:
    """By how much a number moved for one reason."""

    cause: Cause
    by: Fraction


@dataclass(frozen=True)
class Bridge:
    """From `then` to `now`; the addends sum to the difference exactly.

    Without a value on either side there is nothing to go over, and no addend.
    """

    then: Fraction | None
    now: Fraction | None
    addends: tuple[Addend, ...]

    @property
    def difference(self) -> Fraction:
        """What the addends sum to."""
        return sum((one.by for one in self.addends), Fraction(0))


@dataclass(frozen=True)
class Known:
    """What tells the changes of one side apart.

    `revised` are (campaign, day) that their platform restated since; `counted_before` campaigns
    that had been read before; `elsewhere` parts that still have rows, whether they fit the filter
    or not. `has_new_rules` says that the rules of channels are others now.
    """

    side: str
    revised: frozenset[tuple[str, date]] = frozenset()
    counted_before: frozenset[str] = frozenset()
    elsewhere: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    has_new_rules: bool = False


@dataclass(frozen=True)
class Two:
    """One side, then and now."""

    then: Side
    now: Side
    known: Known


_Deltas = dict[str, Fraction]


@dataclass
class _Effects:
    """What each cause changes of each sum, gathered."""

    by_cause: dict[Cause, _Deltas] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Fraction))
    )

    def add(self, cause: Cause, measure: str, by: Fraction) -> None:
        if by:
            self.by_cause[cause][measure] += by

    def ordered(self) -> Iterator[tuple[Cause, _Deltas]]:
        for cause in sorted(self.by_cause, key=lambda one: one.order):
            yield cause, self.by_cause[cause]


def bridge(then: Definition, now: Definition, sides: Iterable[Two]) -> Bridge:
    """The bridge of a number whose sums lie in these sides."""
    every = list(sides)
    measures = tuple(dict.fromkeys((*then.measures, *now.measures)))
    effects = _Effects()
    for two in every:
        for measure in measures:
            _compare(two, measure, effects)
    begin, end = (
        {key: Fraction(sum(getattr(two, name).sum(key) for two in every)) for key in measures}
        for name in ("then", "now")
    )
    _close(effects, begin, end)
    first, last = then.value(begin), now.value(end)
    if first is None or last is None:
        return Bridge(first, last, ())
    addends = [*_walk(then, begin, effects)]
    by_old = then.value(end)
    if by_old is None:
        return Bridge(first, last, ())
    if last != by_old:
        addends.append(Addend(Cause(Kind.DEFINITION), last - by_old))
    return Bridge(first, last, tuple(addends))


def _close(effects: _Effects, begin: Mapping[str, Fraction], end: Mapping[str, Fraction]) -> None:
    """What is left of each sum is what rounding converted amounts by day leaves."""
    for measure, value in begin.items():
        known = sum((deltas[measure] for deltas in effects.by_cause.values()), Fraction(0))
        effects.add(Cause(Kind.ROUNDING), measure, end[measure] - value - known)


def _walk(
    definition: Definition, begin: Mapping[str, Fraction], effects: _Effects
) -> Iterator[Addend]:
    """Where the number has no value in between, its move goes to the next cause that gives one."""
    sums = defaultdict(Fraction, begin)
    last = definition.value(sums) or Fraction(0)
    for cause, deltas in effects.ordered():
        for measure, by in deltas.items():
            sums[measure] += by
        value = definition.value(sums)
        if value is not None and value != last:
            yield Addend(cause, value - last)
            last = value


def _compare(two: Two, measure: str, effects: _Effects) -> None:
    is_money = MEASURES[measure].is_money
    rates = _rates(two.now.pieces) if is_money else {}
    parts_then, parts_now = _parts(two.then.pieces), _parts(two.now.pieces)
    for key in {*two.then.pieces, *two.now.pieces}:
        before, after = two.then.pieces.get(key), two.now.pieces.get(key)
        was = before.exact(measure) if before else Fraction(0)
        by_rate = _at(before, measure, _rate(key, before, after, rates)) if is_money else was
        if by_rate != was:
            effects.add(Cause(Kind.RATES, about=key.currency), measure, by_rate - was)
        moved = (after.exact(measure) if after else Fraction(0)) - by_rate
        if moved:
            cause = _cause(key, before, after, two.known, parts_then, parts_now)
            effects.add(cause, measure, moved)


def _parts(pieces: Pieces) -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset((key.source, key.part) for key in pieces)


def _rates(pieces: Pieces) -> dict[tuple[str, date, str], Decimal | None]:
    """The factors of today by source, day and currency: also for rows that are gone."""
    return {(key.source, key.on, key.currency): piece.factor for key, piece in pieces.items()}


def _rate(
    key: Key,
    before: Piece | None,
    after: Piece | None,
    rates: Mapping[tuple[str, date, str], Decimal | None],
) -> Decimal | None:
    if after is not None:
        return after.factor
    place = (key.source, key.on, key.currency)
    return rates.get(place, before.factor if before else None)


def _at(piece: Piece | None, measure: str, factor: Decimal | None) -> Fraction:
    """What a piece would add by another rate."""
    return Piece(piece.sums, factor).exact(measure) if piece else Fraction(0)


def _cause(
    key: Key,
    before: Piece | None,
    after: Piece | None,
    known: Known,
    parts_then: frozenset[tuple[str, tuple[str, ...]]],
    parts_now: frozenset[tuple[str, tuple[str, ...]]],
) -> Cause:
    part = (key.source, key.part)
    if part not in parts_now and part in known.elsewhere:
        return Cause(Kind.MOVED_OUT, key.source, about=_about(key))
    if known.side == "ads":
        return _cause_of_ads(key, before, after, known, part not in parts_then)
    if known.side == "visits":
        return Cause(Kind.VISITS, key.source, key.on)
    if part not in parts_then and known.has_new_rules:
        return Cause(Kind.MOVED_IN, key.source, about=_about(key))
    return Cause(Kind.CRM, key.source, key.on)


def _cause_of_ads(
    key: Key, before: Piece | None, after: Piece | None, known: Known, is_new_part: bool
) -> Cause:
    campaign = key.part[0]
    if is_new_part and campaign in known.counted_before:
        return Cause(Kind.MOVED_IN, key.source, about=campaign)
    if after is None:
        return Cause(Kind.GONE, key.source, key.on)
    if (campaign, key.on) in known.revised:
        return Cause(Kind.RESTATED, key.source, key.on)
    return Cause(Kind.LATE if before is None else Kind.OTHER, key.source, key.on)


def _about(key: Key) -> str:
    return key.part[0] if key.part else ""
