"""What happened on the days of a chart: annotations, incidents of its number, holidays."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.annotations import annotations_in
from analytics.annotations.holidays import holidays_in
from analytics.annotations.reading import places_of
from analytics.annotations.showing import NoteRow, marks, note_rows
from analytics.metrics import Metric
from analytics.models import Annotation, Incident
from analytics.monitors.countries import country_name, country_of
from analytics.monitors.definition import definition_of
from analytics.pages.charts import Chart
from analytics.pages.incidents import far_of, incident_url, status_words, title_of
from analytics.queries import Breakdown, Filters, Period

_MOST_INCIDENTS = 20
# In longer spans than weeks there is always some holiday.
_LONGEST_SPAN = 7
_LONGEST_WORDS = 100


@dataclass(frozen=True)
class IncidentLine:
    """An incident beneath a chart; `number` is that of its mark, and the link leads to it."""

    number: int
    days: str
    title: str
    text: str
    status: str
    is_over: bool
    url: str


@dataclass(frozen=True)
class Happenings:
    """What there is to say of a chart's days; `country` is the name of the holidays' own."""

    period: Period
    notes: Sequence[Annotation] = ()
    incidents: Sequence[Incident] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    country: str = ""


def happenings_of(
    metric: Metric, period: Period, filters: Filters | None, workspace: Workspace
) -> Happenings:
    """Of a metric's days; without filters, whatever concerns any part of it."""
    return happenings_of_all([metric.key], period, filters, workspace)[metric.key]


def happenings_of_all(
    metrics: Collection[str], period: Period, filters: Filters | None, workspace: Workspace
) -> dict[str, Happenings]:
    """{metric: the same}, by the statements of one."""
    country = country_of(workspace.time_zone)
    notes, holidays = annotations_in(period, filters), holidays_in(country, period)
    incidents = _incidents(metrics, period, filters or Filters())
    name = country_name(country)
    return {key: Happenings(period, notes, incidents[key], holidays, name) for key in metrics}


def marked(chart: Chart, found: Happenings, slug: str) -> Chart:
    """A chart over time with its marks; any other as it is."""
    if chart.gap or chart.data.get("x_kind") != "day":
        return chart
    days = [date.fromisoformat(day) for day in chart.data["x"]]
    drawn = marks(found.notes, days, found.period.last_on)
    words = {day: [text] for day, text in drawn.get("notes", {}).items()}
    places = {one["x"]: one for one in drawn.get("marks", ())}
    for number, incident in enumerate(found.incidents, len(found.notes) + 1):
        if (day := _span(incident.opened_on, days)) is not None:
            key = day.isoformat()
            words.setdefault(key, []).append(f"{number}. {title_of(incident)}")
            before = f"{places[key]['label']}, " if key in places else ""
            url = incident_url(slug, incident)
            places[key] = {"x": key, "label": f"{before}{number}", "url": url}
    quiet = _quiet(found.holidays, days, words)
    data: dict[str, Any] = {
        "marks": [places[day] for day in sorted(places)],
        "notes": {day: " · ".join(texts) for day, texts in sorted(words.items())},
        "holidays": quiet,
    }
    return replace(chart, data=chart.data | {key: value for key, value in data.items() if value})


def lines(found: Happenings, slug: str, currency: str) -> dict[str, Any]:
    """The context of analytics/annotations/_notes.html, but for the form."""
    first = len(found.notes) + 1
    return {
        "notes": _rows(found.notes, slug),
        "happened": [
            IncidentLine(
                number,
                _days(one),
                title_of(one),
                far_of(one, currency),
                status_words(one),
                one.is_over,
                incident_url(slug, one),
            )
            for number, one in enumerate(found.incidents, first)
        ],
        "holidays": _holiday_words(found),
    }


def _rows(notes: Sequence[Annotation], slug: str) -> list[NoteRow]:
    return note_rows(notes, slug, range(1, len(notes) + 1))


def _holiday_words(found: Happenings) -> str:
    """One line; of more than a quarter the chart and its table say them alone."""
    if not found.holidays or found.period.days > _LONGEST_WORDS:
        return ""
    named = "; ".join(
        f"{date_format(day, 'SHORT_DATE_FORMAT')} {name}" for day, name in found.holidays.items()
    )
    return _("Holidays in %(country)s: %(days)s") % {"country": found.country, "days": named}


def _quiet(
    holidays: Mapping[date, str], days: Sequence[date], words: dict[str, list[str]]
) -> list[str]:
    """The spans that hold a holiday; what it is called goes into their words."""
    if len(days) > 1 and (days[1] - days[0]).days > _LONGEST_SPAN:
        return []
    found: list[str] = []
    for day, name in holidays.items():
        if (span := _span(day, days)) is not None:
            key = span.isoformat()
            found += [key] * (key not in found)
            words.setdefault(key, []).append(name)
    return found


def _span(day: date, days: Sequence[date]) -> date | None:
    """The span that a day falls into, the first one where it came before."""
    return max((one for one in days if one <= day), default=days[0] if days else None)


def _days(incident: Incident) -> str:
    since = date_format(incident.opened_on, "DATE_FORMAT")
    if incident.ended_on is None:
        return _("since %(day)s") % {"day": since}
    return f"{since} – {date_format(incident.ended_on, 'DATE_FORMAT')}"


def _incidents(
    metrics: Collection[str], period: Period, filters: Filters
) -> dict[str, list[Incident]]:
    """Those of each metric that lasted into the period and concern what filters let through."""
    rows = Incident.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=period.first_on),
        monitor__metric__in=metrics,
        monitor__deleted_at=None,
        is_failure=False,
        opened_on__lte=period.last_on,
    ).select_related("monitor")
    most = _MOST_INCIDENTS * 5 * len(metrics)
    fitting = _fitting(list(rows.order_by("-is_severe", "-opened_on", "id")[:most]), filters)
    found: dict[str, list[Incident]] = {key: [] for key in metrics}
    for one in fitting:
        found[one.monitor.metric].append(one)
    return {
        key: sorted(own[:_MOST_INCIDENTS], key=lambda one: (one.opened_on, str(one.pk)))
        for key, own in found.items()
    }


def _fitting(found: list[Incident], filters: Filters) -> list[Incident]:
    if filters == Filters():
        return found
    scopes = [_scope(one) for one in found]
    campaigns = {key for scope in (*scopes, filters) for key in scope.campaigns}
    places = places_of(campaigns)
    return [
        one
        for one, scope in zip(found, scopes, strict=True)
        if _meet(_placed(scope, places), _placed(filters, places))
    ]


def _scope(incident: Incident) -> Filters:
    """What an incident is about: its monitor's filters, and its own part of them."""
    asked = definition_of(incident.monitor)
    part = (incident.part,)
    if not incident.part:
        return asked.filters
    if asked.by is Breakdown.CAMPAIGN:
        return replace(asked.filters, campaigns=(UUID(incident.part),))
    if asked.by is Breakdown.PLATFORM:
        return replace(asked.filters, platforms=part)
    if asked.by is Breakdown.CHANNEL:
        return replace(asked.filters, channels=part)
    return replace(asked.filters, lead_sources=part)


def _placed(scope: Filters, places: Mapping[UUID, tuple[str, str]]) -> Filters:
    """With the platforms and channels of its campaigns, where it names none."""
    own = [places[key] for key in scope.campaigns if key in places]
    return replace(
        scope,
        platforms=scope.platforms or tuple(platform for platform, _channel in own),
        channels=scope.channels or tuple(channel for _platform, channel in own),
    )


def _meet(one: Filters, other: Filters) -> bool:
    """Whether they may let the same rows through."""
    names = ("platforms", "campaigns", "lead_sources", "channels")
    pairs: Iterable[tuple[Any, Any]] = ((getattr(one, n), getattr(other, n)) for n in names)
    return all(not a or not b or set(a) & set(b) for a, b in pairs)
