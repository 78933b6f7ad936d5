"""How a source's days grow and settle, as a chart and a table of days by age."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.figures import chart_locale, exact, money
from analytics.metrics import Unit
from analytics.pages.agreeing import TrustMark
from analytics.pages.charts import Chart, Choice
from analytics.trust.restatements import AGES, DayReadings, Growth
from analytics.trust.settling import Estimate
from integrations.models import Source

MEASURES = {
    "spend": gettext_lazy("Spend"),
    "impressions": gettext_lazy("Impressions"),
    "clicks": gettext_lazy("Clicks"),
    "conversions": gettext_lazy("Conversions"),
}
_MICROS = 1_000_000


@dataclass(frozen=True)
class AgeCell:
    """A day's value at an age: as text, or why there is none; whether it changed since."""

    text: str
    reason: str = ""
    is_other: bool = False


@dataclass(frozen=True)
class DayRow:
    """A day with its value at each age and now."""

    day: str
    cells: list[AgeCell]
    now: str
    growth: str
    changes: int
    changed: str
    settled: str = ""
    band: str = ""


@dataclass(frozen=True)
class Foretold:
    """What the young days will come to, in a sentence, or that this is still being learned."""

    text: str
    is_learned: bool


def tabs(source: Source, measure: str, slug: str) -> list[Choice]:
    """One tab for each figure that is followed."""
    url = reverse("analytics:restatements", kwargs={"slug": slug, "source_id": source.pk})
    return [
        Choice(str(label), f"{url}?of={key}", key == measure) for key, label in MEASURES.items()
    ]


def heads() -> list[str]:
    """The columns of ages."""
    words = [ngettext("%(n)d day", "%(n)d days", age) % {"n": age} for age in AGES[1:]]
    return [_("Same day"), *words]


def chart(found: Growth, trust: TrustMark | None = None) -> Chart | None:
    """How much of what is known today was known at each age; None where nothing was restated."""
    if not any(day.changes for day in found.days):
        return None
    known = [
        (age, share) for age, share in zip(AGES, found.share, strict=True) if share is not None
    ]
    if len(known) < 2:
        return None
    label = str(MEASURES[found.measure])
    data = {
        "x": [str(age) for age, _share in known],
        "x_kind": "category",
        "format": "rate",
        "series": [{"name": label, "values": [round(share, 4) for _age, share in known]}],
        **chart_locale(),
    }
    return Chart(_title(label, known), _("share of today's value, by age in days"), data, trust)


def _title(label: str, known: list[tuple[int, float]]) -> str:
    age, first = known[0]
    words = {"measure": label, "share": exact(Unit.RATE, round(first, 3), ""), "n": age}
    text = ngettext(
        "%(measure)s of a day stands at %(share)s of its later value after %(n)d day",
        "%(measure)s of a day stands at %(share)s of its later value after %(n)d days",
        age,
    )
    return text % words


def rows(found: Growth, today: date) -> list[DayRow]:
    """The days in words, the newest first."""
    return [_row(day, found, today) for day in found.days]


def _row(day: DayReadings, found: Growth, today: date) -> DayRow:
    cells = [
        _cell(age, value, day, found, today) for age, value in zip(AGES, day.at_age, strict=True)
    ]
    by = day.now / day.first - 1 if day.first else None
    return DayRow(
        day=date_format(day.on, "DATE_FORMAT"),
        cells=cells,
        now=_text(day.now, found),
        growth="" if by is None or not day.changes else _signed(by),
        changes=day.changes,
        changed=date_format(day.changed_on, "DATE_FORMAT") if day.changed_on else "",
        settled=_text(day.settled.value, found) if day.settled else "",
        band=_band(day.settled, found) if day.settled else "",
    )


def outlook(found: Growth) -> Foretold | None:
    """What the young days will settle at, as a sentence and its ground; None where it is moot."""
    told = found.outlook
    if told is None:
        return None
    if told.learning:
        text = ngettext(
            "Learning how its days grow: %(n)d more day of readings is needed.",
            "Learning how its days grow: %(n)d more days of readings are needed.",
            told.learning,
        )
        return Foretold(text % {"n": told.learning}, is_learned=False)
    if told.estimate is None:
        return None
    words = {
        "measure": MEASURES[found.measure],
        "now": _text(told.now, found),
        "settled": _text(told.estimate.value, found),
        "band": _band(told.estimate, found),
        "n": told.days,
    }
    text = ngettext(
        "%(measure)s of the last %(n)d day stand at %(now)s and will settle at %(settled)s "
        "(%(band)s in 4 of 5 cases).",
        "%(measure)s of the last %(n)d days stand at %(now)s and will settle at %(settled)s "
        "(%(band)s in 4 of 5 cases).",
        told.days,
    )
    return Foretold(text % words, is_learned=True)


def _band(estimate: Estimate, found: Growth) -> str:
    return f"{_text(estimate.low, found)} – {_text(estimate.high, found)}"


def _cell(age: int, value: int | None, day: DayReadings, found: Growth, today: date) -> AgeCell:
    if value is not None:
        return AgeCell(_text(value, found), is_other=value != day.now)
    is_to_come = (today - day.on).days < age
    return AgeCell("", _("still to come") if is_to_come else _("not read by then"))


def _text(value: float, found: Growth) -> str:
    if found.measure == "spend":
        return money(round(value))
    return exact(
        Unit.COUNT, round(value / _MICROS) if found.measure == "conversions" else value, ""
    )


def _signed(by: float) -> str:
    sign = "+" if by > 0 else "−" if by < 0 else "±"
    return f"{sign}{exact(Unit.RATE, round(abs(by), 4), '')}"
