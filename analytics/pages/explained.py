"""A change taken apart, in words: its sentence and its table, whose rows and columns sum to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.detection.explaining.decomposition import Decomposition, Effects
from analytics.detection.explaining.dimension import Finding
from analytics.queries import Breakdown, Period

_MOST_SHOWN = 12
Words = Callable[[int], str]
# {effect: (its name, what that is)}
Named = Mapping[str, tuple[Any, Any]]
EFFECTS: Named = {
    "volume": (gettext_lazy("Volume"), gettext_lazy("how much there was of all")),
    "mix": (gettext_lazy("Mix"), gettext_lazy("which part had how much of it")),
    "rate": (gettext_lazy("Rate"), gettext_lazy("how often one became the next")),
    "price": (gettext_lazy("Price"), gettext_lazy("what each was worth or cost")),
    "loose": (gettext_lazy("Without a cause"), gettext_lazy("nothing stands behind it")),
}
DIMENSIONS: Mapping[Breakdown, Any] = {
    Breakdown.CAMPAIGN: gettext_lazy("Campaign"),
    Breakdown.PLATFORM: gettext_lazy("Platform"),
    Breakdown.CHANNEL: gettext_lazy("Channel"),
    Breakdown.LEAD_SOURCE: gettext_lazy("Lead source"),
    Breakdown.CRM_CAMPAIGN: gettext_lazy("Campaign of the CRM"),
}


@dataclass(frozen=True)
class Line:
    """A row of the table: a part, its effects in the order of the columns, and their sum."""

    name: str
    cells: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class Change:
    """The same without words: of which metric, by which dimension, and where it lies, if anywhere.

    `parts` sum to the change; `names` are theirs by their keys. All are whole numbers, of which
    each is `unit` of the metric's own: what comes in parts of one is told in these.
    """

    metric: str
    dimension: Breakdown
    before: int
    after: int
    parts: Decomposition
    names: Mapping[str, str]
    likely: Finding | None
    unit: Fraction = Fraction(1)


@dataclass(frozen=True)
class Explanation:
    """The change in words, where it lies, and its table; `lines` sum to `total`, cell by cell."""

    told: Change

    before_days: Period
    after_days: Period
    before: str
    after: str
    change: str
    likely: str
    dimension: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    total: Line
    # (dimension, its values) in which the change likely lies.
    place: tuple[str, tuple[str, ...]] = ("", ())
    # What of it did most, and what could do nothing, where that is no matter of course.
    note: str = ""


@dataclass(frozen=True)
class Wording:
    """How numbers, changes, effects and the place of a change are called."""

    number: Words
    changed: Words
    effects: Named
    likely: Any


def explanation_of(told: Change, period: Period, words: Wording, note: str = "") -> Explanation:
    """The table of a change, its largest parts first."""
    found, likely = told.parts, told.likely
    shown = [name for name in words.effects if getattr(found.effects, name)]
    shown = shown or [next(iter(words.effects))]
    lines = sorted(found.segments, key=lambda one: -abs(one[1].total))
    kept = [_line(told.names[key], own, shown, words.changed) for key, own in lines[:_MOST_SHOWN]]
    if rest := lines[_MOST_SHOWN:]:
        name = _("%(n)d more") % {"n": len(rest)}
        kept.append(_line(name, _added([own for _k, own in rest]), shown, words.changed))
    back = timedelta(days=7 * -(-period.days // 7))
    return Explanation(
        told,
        Period(period.first_on - back, period.last_on - back),
        period,
        words.number(told.before),
        words.number(told.after),
        signed(found.change, words.changed),
        _likely(likely, told.names, words.likely) if likely else "",
        str(DIMENSIONS[told.dimension]),
        tuple((str(words.effects[name][0]), str(words.effects[name][1])) for name in shown),
        tuple(kept),
        _line(_("The whole change"), found.effects, shown, words.changed),
        (likely.dimension, tuple(likely.values)) if likely else ("", ()),
        note,
    )


def signed(value: int, words_of: Words) -> str:
    """A change with its sign."""
    text = words_of(abs(value))
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text


def _added(many: Sequence[Effects]) -> Effects:
    return Effects(*(sum(getattr(one, name) for one in many) for name in EFFECTS))


def _line(name: str, own: Effects, shown: Sequence[str], words_of: Words) -> Line:
    cells = tuple(signed(getattr(own, effect), words_of) for effect in shown)
    return Line(name, cells, signed(own.total, words_of))


def _likely(finding: Finding, names: Mapping[str, str], text: Any) -> str:
    words = {
        "dimension": str(DIMENSIONS[Breakdown(finding.dimension)]),
        "names": ", ".join(names.get(key, key) for key in finding.values),
        "explained": round(finding.explained * 100),
        "held": round(finding.held * 100),
    }
    return str(text) % words
