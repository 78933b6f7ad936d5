"""What the explorer's address says, and what of it could not be understood."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import WeekStart
from analytics.address import Days, days_of
from analytics.exploring.language import NoFilter, filter_of, ranges_of, text_of
from analytics.exploring.leaves import DIMENSIONS
from analytics.exploring.question import TOPS, Exploration, fits
from analytics.metrics import CATALOGUE
from analytics.nearest import no_metric
from analytics.queries.dimensions import Breakdown, Granularity
from analytics.queries.periods import FISCAL, PRESETS, WEEKS, Calendar
from analytics.queries.question import MOST_DIMENSIONS, BadQuery, MetricQuery
from analytics.queries.where import Clause

WORDS = ("metrics", "by", "where", "having", "sort", "top", "pivot", "show", "step", "draw")
# The saved report that the address came from.
REPORT = "report"
DAYS = ("range", "from", "to", "compare")
MOST_METRICS = 12
_FIRST_METRICS, _FIRST_BY = ("spend", "won_revenue", "roas"), (Breakdown.CHANNEL,)
_STEPS = tuple(g for g in Granularity if g is not Granularity.TOTAL)


class Show(StrEnum):
    """How an answer is drawn; the table stands beneath each."""

    SERIES = "series"
    BARS = "bars"
    FUNNEL = "funnel"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class ExploreAddress(Days):
    """The state of the explorer. `asked` is None where metrics and dimensions do not meet: `unfit`.

    `troubles` say what was not understood, and was left out. `texts` are the filters as they were
    written, right or wrong.
    """

    asked: Exploration | None
    metrics: tuple[str, ...]
    by: tuple[Breakdown, ...]
    show: Show
    step: Granularity
    where: Clause | None
    having: Clause | None
    texts: tuple[str, str] = ("", "")
    troubles: tuple[str, ...] = ()
    unfit: str = ""

    def narrowed(self, where: Clause | None, **changes: Any) -> str:
        """The same for fewer rows."""
        return self.with_(where=text_of(where), **changes)


def read_explore(
    given: QueryDict,
    today: date,
    fiscal: Calendar | None = None,
    week_start: str = WeekStart.MONDAY,
) -> ExploreAddress:
    """The state that a request asks for; what it does not say has a default."""
    troubles: list[str] = _unknown_days(given, fiscal)
    days = days_of(given, today, fiscal, week_start, (*WORDS, *DAYS, REPORT))
    is_new = not any(given.get(word) for word in ("metrics", "by"))
    metrics = _metrics(given, troubles)
    by = _FIRST_BY if is_new else _dimensions(given, troubles)
    step = _word(given, "step", _STEPS, Days(**days).granularity, troubles)
    where = _filter(given, "where", filter_of, troubles)
    having = _filter(given, "having", ranges_of, troubles)
    words = {
        "having": having,
        "top": _word(given, "top", TOPS, 25, troubles),
        "sort": _sort(given, metrics, troubles),
        "pivot": _word(given, "pivot", by, Breakdown.NONE, troubles),
        "drawn": _word(given, "draw", metrics, metrics[0], troubles),
        "step": step,
    }
    asked, unfit = None, ""
    try:
        query = MetricQuery(
            metrics,
            days["period"],
            comparison=days["comparison"],
            breakdown=by[0] if by else Breakdown.NONE,
            further=by[1:],
            where=where,
        )
        asked = Exploration(query, **words)
    except BadQuery as bad:
        unfit = _mended(by) if bad.field == "breakdown" else bad.message
    return ExploreAddress(
        **days,
        asked=asked,
        metrics=metrics,
        by=by,
        show=_word(given, "show", tuple(Show), Show.SERIES, troubles),
        step=step,
        where=where,
        having=having,
        texts=(given.get("where", ""), given.get("having", "")),
        troubles=tuple(troubles),
        unfit=unfit,
    )


def _unknown_days(given: QueryDict, fiscal: Calendar | None) -> list[str]:
    known = (*PRESETS, *WEEKS, *(FISCAL if fiscal else ()))
    word = given.get("range")
    if word in (None, "", "custom") or word in known:
        return []
    return [_no(word, "range", known)]


def _no(value: str | None, word: str, known: Iterable[Any]) -> str:
    text = _("“%(value)s” is no %(word)s; these are: %(known)s.")
    names = ", ".join(str(one) for one in known) or "–"
    return text % {"value": (value or "")[:80], "word": word, "known": names}


def _list(given: QueryDict, word: str) -> list[str]:
    texts = [part.strip() for text in given.getlist(word) for part in text.split(",")]
    return list(dict.fromkeys(text for text in texts if text))


def _metrics(given: QueryDict, troubles: list[str]) -> tuple[str, ...]:
    asked = _list(given, "metrics")
    found = [key for key in asked if key in CATALOGUE]
    unknown = [key for key in asked if key not in CATALOGUE]
    troubles += [no_metric(key) for key in unknown[:3]]
    if len(found) > MOST_METRICS:
        troubles.append(_("At most %(count)d metrics at once.") % {"count": MOST_METRICS})
    return tuple(found[:MOST_METRICS]) or _FIRST_METRICS


def _dimensions(given: QueryDict, troubles: list[str]) -> tuple[Breakdown, ...]:
    asked = _list(given, "by")
    found = [Breakdown(key) for key in asked if key in DIMENSIONS]
    unknown = [key for key in asked if key not in DIMENSIONS]
    troubles += [_no(key, _("dimension"), DIMENSIONS) for key in unknown][:3]
    if len(found) > MOST_DIMENSIONS:
        text = _("At most %(count)d dimensions at once.")
        troubles.append(text % {"count": MOST_DIMENSIONS})
    return tuple(found[:MOST_DIMENSIONS])


def _word(
    given: QueryDict, word: str, known: Iterable[Any], default: Any, troubles: list[str]
) -> Any:
    value = given.get(word, "")
    by_text = {str(one): one for one in known}
    if value and value not in by_text:
        troubles.append(_no(value, word, by_text))
    return by_text.get(value, default)


def _sort(given: QueryDict, metrics: tuple[str, ...], troubles: list[str]) -> str:
    value = given.get("sort", "")
    known = ("name", *metrics)
    if value and value.removeprefix("-") not in known:
        troubles.append(_no(value, "sort", known))
        return ""
    return value


def _filter(
    given: QueryDict, word: str, read: Callable[[str], Clause | None], troubles: list[str]
) -> Clause | None:
    try:
        return read(given.get(word, ""))
    except NoFilter as wrong:
        text = _("The filter was left out, because it cannot be read: %(why)s")
        troubles.append(text % {"why": wrong})
        return None


def _mended(by: tuple[Breakdown, ...]) -> str:
    """Why nothing can be answered, and what fits these dimensions."""
    names = ", ".join(str(DIMENSIONS[one]) for one in by)
    text = _("None of these metrics can be split by %(names)s.") % {"names": names}
    fitting = fits(by)
    if fitting:
        more = _("These can: %(metrics)s.")
        return f"{text} {more % {'metrics': ', '.join(str(m.label) for m in fitting)}}"
    return f"{text} {_('No metric can: no row holds all of these together.')}"
