"""Control totals in words: the mark on a chart, and both sides' sums on the data page."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.figures import exact, money
from analytics.metrics import Unit
from analytics.queries.periods import Period
from analytics.trust.control import Agreement, Control, Sides, Total

_METRICS = {
    "impressions": gettext_lazy("Impressions"),
    "clicks": gettext_lazy("Clicks"),
    "spend_micros": gettext_lazy("Spend"),
    "conversions_micros": gettext_lazy("Conversions"),
    "conversion_value_micros": gettext_lazy("Conversion value"),
    "dated_conversions_micros": gettext_lazy("Conversions by their own day"),
    "dated_value_micros": gettext_lazy("Conversion value by its own day"),
    "records": gettext_lazy("Deals made"),
    "won": gettext_lazy("Deals won"),
}
_MONEY = {"spend_micros", "conversion_value_micros", "dated_value_micros"}
_MICROS = 1_000_000


@dataclass(frozen=True)
class TrustMark:
    """What stands on a chart: whether its days agree with their sources, and the way to more.

    `doubted` are the days that differ, with the words of a tooltip.
    """

    label: str
    tone: str
    hint: str
    url: str
    doubted: dict[date, str]


@dataclass(frozen=True)
class TotalCell:
    """One comparison: a word with its tone, and what differs."""

    label: str
    tone: str
    days: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ControlRow:
    """A source or an account in the table of the data page."""

    source: str
    account: str
    week: TotalCell | None
    month: TotalCell | None
    checked_at: datetime | None
    days: tuple["DayLine", ...]


@dataclass(frozen=True)
class DayLine:
    """A day that differs, with what differs where that is known of the day alone."""

    day: str
    text: str


def trust_mark(found: Agreement | None, period: Period, slug: str) -> TrustMark | None:
    """The mark of a chart; None where nothing in it can be compared with its source."""
    if found is None:
        return None
    url = reverse("analytics:data", kwargs={"slug": slug}) + "#controls"
    doubted = {on: _differs(names) for on, names in found.differing.items()}
    words = {"checked": len(found.checked), "days": period.days, "count": len(doubted)}
    if doubted:
        label = ngettext(
            "%(count)d day differs from its source",
            "%(count)d days differ from their source",
            len(doubted),
        )
        return TrustMark(label % words, "warn", _hint(words), url, doubted)
    label = _("Agrees with its sources")
    return TrustMark(label, "good", _hint(words), url, {})


def _hint(words: dict[str, int]) -> str:
    text = ngettext(
        "%(checked)d of %(days)d day was compared with the source’s own sums.",
        "%(checked)d of %(days)d days were compared with the sources’ own sums.",
        words["days"],
    )
    return text % words


def _differs(names: tuple[str, ...]) -> str:
    return _("differs from %(sources)s") % {"sources": ", ".join(names)}


def control_rows(found: tuple[Control, ...]) -> list[ControlRow]:
    """One row for each sum that is compared."""
    return [_row(one) for one in found]


def _row(one: Control) -> ControlRow:
    cells = {total.days: _cell(total, one.currency) for total in one.totals}
    return ControlRow(
        source=one.source,
        account=one.account,
        week=cells.get(7),
        month=cells.get(30),
        checked_at=max((total.checked_at for total in one.totals), default=None),
        days=tuple(
            DayLine(
                date_format(day.on, "DATE_FORMAT"),
                "; ".join(_line(side, one.currency) for side in day.sides)
                or _("one of several days that differ together"),
            )
            for day in one.days
        ),
    )


def _cell(total: Total, currency: str) -> TotalCell:
    days = " – ".join(
        date_format(on, "SHORT_DATE_FORMAT") for on in (total.first_on, total.last_on)
    )
    if total.is_equal:
        return TotalCell(_("Agrees"), "good", days, ())
    lines = tuple(_line(side, currency) for side in total.differing)
    return TotalCell(_("Differs"), "warn", days, lines)


def _line(side: Sides, currency: str) -> str:
    words = {
        "metric": _METRICS.get(side.metric, side.metric),
        "theirs": _amount(side.metric, side.theirs, currency),
        "ours": _amount(side.metric, side.ours, currency)
        if side.ours is not None
        else _("nothing"),
    }
    return _("%(metric)s: %(theirs)s there, %(ours)s here") % words


def _amount(metric: str, value: int, currency: str) -> str:
    if metric in _MONEY:
        return f"{currency}\u00a0{money(value)}" if currency else money(value)
    if metric.endswith("_micros"):
        return exact(Unit.RATIO, value / _MICROS, "").rstrip("×")
    return exact(Unit.COUNT, value, "")
