"""Monitors in words: what each asks, how it stands, and what it would have told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.underway import is_recent
from analytics.figures import MICROS, chart_locale, exact, scale
from analytics.metrics import Unit
from analytics.models import (
    Incident,
    IncidentStatus,
    Monitor,
    MonitorKind,
    MonitorState,
    MonitorTrial,
)
from analytics.monitors.countries import country_name, country_of
from analytics.monitors.definition import Definition, definition_of
from analytics.pages.facts import Fact
from analytics.queries import Breakdown

KINDS: dict[str, tuple[Any, Any]] = {
    MonitorKind.ANOMALY: (
        gettext_lazy("Unusual day"),
        gettext_lazy("A day that is rarer than chance, held against its weekdays and its trend."),
    ),
    MonitorKind.THRESHOLD: (
        gettext_lazy("Limit"),
        gettext_lazy("A day above or below a number that you say."),
    ),
    MonitorKind.CHANGE: (
        pgettext_lazy("noun", "Change"),
        gettext_lazy("So many days against as many before, by more than you say."),
    ),
    MonitorKind.FRESHNESS: (
        gettext_lazy("Late data"),
        gettext_lazy("A source that has not been read for so many hours."),
    ),
    MonitorKind.TRUST: (
        gettext_lazy("Sums that differ"),
        gettext_lazy("Stored days that differ from the source’s own sums."),
    ),
    MonitorKind.SCHEMA: (
        gettext_lazy("Fields that went away"),
        gettext_lazy("Fields that a source gave, and gives this login no more."),
    ),
    MonitorKind.PACING: (
        gettext_lazy("Budgets off their course"),
        gettext_lazy("A budget or goal whose whole forecast misses its amount by more than 5%."),
    ),
}
_TONES = {
    MonitorState.FINE: "good",
    MonitorState.WAITING: "warn",
    MonitorState.FAILED: "bad",
    MonitorState.LEARNING: "info",
    MonitorState.LOW_VOLUME: "info",
    MonitorState.NEW: "none",
}
_BY: dict[Breakdown, Any] = {
    Breakdown.NONE: "",
    Breakdown.PLATFORM: gettext_lazy("by platform"),
    Breakdown.CAMPAIGN: gettext_lazy("by campaign"),
    Breakdown.CHANNEL: gettext_lazy("by channel"),
    Breakdown.LEAD_SOURCE: gettext_lazy("by lead source"),
}


@dataclass(frozen=True)
class Standing:
    """How a monitor stands, in one word and with what it waits for."""

    label: str
    tone: str
    hint: str = ""


@dataclass(frozen=True)
class MonitorRow:
    """A line of the list."""

    name: str
    url: str
    asks: str
    standing: Standing
    incidents: int
    incidents_url: str
    precision: str


def monitor_rows(rows: QuerySet[Monitor], slug: str, frozen: frozenset[Any]) -> list[MonitorRow]:
    """Each monitor with its open incidents and how many were useful, by two statements."""
    counts = _counts()
    listed = reverse("analytics:incidents", kwargs={"slug": slug})
    return [
        MonitorRow(
            one.name,
            monitor_url(slug, one),
            asks(definition_of(one)),
            standing(one, is_frozen=one.pk in frozen),
            counts.get(one.pk, _NONE)["going_on"],
            f"{listed}?monitor={one.pk}",
            precision_words(
                counts.get(one.pk, _NONE)["useful"], counts.get(one.pk, _NONE)["marked"]
            ),
        )
        for one in rows
    ]


_NONE = {"going_on": 0, "useful": 0, "marked": 0}


def _counts() -> dict[Any, dict[str, int]]:
    rows = Incident.objects.values("monitor_id").annotate(
        going_on=Count("id", filter=~Q(status=IncidentStatus.RESOLVED)),
        useful=Count("id", filter=Q(is_useful=True)),
        marked=Count("id", filter=Q(is_useful__isnull=False)),
    )
    return {
        row["monitor_id"]: {
            "going_on": row["going_on"],
            "useful": row["useful"],
            "marked": row["marked"],
        }
        for row in rows
    }


def monitor_url(slug: str, monitor: Monitor) -> str:
    return reverse("analytics:monitor", kwargs={"slug": slug, "monitor_id": monitor.pk})


def precision_words(useful: int, marked: int) -> str:
    """Of those that people marked."""
    if not marked:
        return ""
    return _("useful in %(useful)d of %(marked)d") % {"useful": useful, "marked": marked}


def asks(asked: Definition) -> str:
    """What a monitor asks: "Spend by campaign: unusual day"."""
    kind = str(KINDS[asked.kind][0])
    if not asked.is_of_number:
        return kind
    number = " ".join(filter(None, (str(asked.catalogue.label), str(_BY[asked.by]))))
    return f"{number}: {kind.lower()}"


def standing(monitor: Monitor, *, is_frozen: bool = False) -> Standing:
    """Its state, with what it waits for or lacks."""
    if monitor.paused_at is not None:
        return Standing(_("Paused"), "none", monitor.pause_reason)
    if is_frozen:
        hint = _("The plan of this workspace has no room for it.")
        return Standing(_("Stands still"), "warn", hint)
    state = MonitorState(monitor.state)
    return Standing(str(state.label), _TONES[state], _hint(monitor, state))


def _hint(monitor: Monitor, state: MonitorState) -> str:
    told = monitor.told
    if state is MonitorState.NEW:
        return _("It looks at once, or within an hour where a look was under way already.")
    if state is MonitorState.WAITING and told.get("late"):
        return _("for %(sources)s") % {"sources": ", ".join(told["late"])}
    if told.get("reason"):
        return str(told["reason"])
    if state is MonitorState.LEARNING and (days := told.get("days_left")):
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    if state is MonitorState.LOW_VOLUME:
        words = {"least": monitor.least_volume}
        return _("fewer than %(least)d events a day: chance and change look alike") % words
    return ""


def is_about_to_look(monitor: Monitor) -> bool:
    """Whether its first look is a matter of moments."""
    is_new = monitor.state == MonitorState.NEW and monitor.paused_at is None
    return is_new and is_recent(monitor.changed_at)


def monitor_facts(monitor: Monitor, time_zone: str, by: str, paused_by: str) -> list[Fact]:
    """What is known of one."""
    asked, told = definition_of(monitor), monitor.told
    stands = standing(monitor)
    facts = [
        Fact(_("Asks"), asks(asked)),
        Fact(_("State"), stands.label, hint=stands.hint, badge_tone=stands.tone),
    ]
    if monitor.judged_on:
        facts.append(Fact(_("Judged up to"), date_format(monitor.judged_on, "DATE_FORMAT")))
    if told.get("detector"):
        facts.append(Fact(_("Foretold by"), detector_name(told["detector"])))
    if told.get("span", 1) > 1:
        hint = _("a day alone brings too little to tell")
        facts.append(Fact(_("Judges"), _("sums of 7 days, each day anew"), hint=hint))
    if monitor.kind == MonitorKind.ANOMALY:
        country = country_name(country_of(time_zone)) or _("none: the time zone has no country")
        hint = _("by the workspace’s time zone")
        facts.append(Fact(_("Holidays of"), country, hint=hint))
        words = _("1 of %(n)s ordinary days") % {"n": exact(Unit.COUNT, round(1 / asked.alpha), "")}
        facts.append(Fact(_("Tells what comes on"), words))
    facts.append(Fact(_("Made by"), by or _("nobody who is here any more")))
    if monitor.paused_at:
        facts.append(Fact(_("Paused by"), paused_by or "–", hint=monitor.pause_reason))
    return facts


@dataclass(frozen=True)
class Trial:
    """What a monitor would have told, for its page."""

    sentence: str
    details: tuple[str, ...]
    told: list[tuple[str, str]]
    more: int
    chart: Mapping[str, Any] | None
    unit: str


def trial_page(trial: MonitorTrial, asked: Definition, currency: str) -> Trial:
    """The result of a trial in words, its chart with a mark on each day."""
    found: Mapping[str, Any] = trial.result or {}
    if "count" not in found:
        return Trial(_no_replay(found), (), [], 0, None, "")
    count, judged = found["count"], found["judged"]
    sentence = ngettext(
        "Over the past year it would have told you once.",
        "Over the past year it would have told you %(n)d times.",
        count,
    ) % {"n": count}
    if not count:
        sentence = _("Over the past year it would have told you nothing.")
    details = [ngettext("%(n)d day was judged.", "%(n)d days were judged.", judged) % {"n": judged}]
    if found["series"] > 1:
        details.append(_parts_judged(found["series"] - 1))
    if found.get("days_left"):
        details.append(_("It is still learning: %(n)d days left.") % {"n": found["days_left"]})
    if found.get("span", 1) > 1:
        details.append(_("A day brings too little, so sums of 7 days are judged, each day anew."))
    if found.get("is_low"):
        details.append(_("So little comes a day that chance and change look alike."))
    if found.get("detector"):
        details.append(_("Foretold by %(name)s.") % {"name": detector_name(found["detector"])})
    told = [
        (date_format(date.fromisoformat(day), "DATE_FORMAT"), name or _("The whole"))
        for day, name in reversed(found["told"])
    ]
    unit = currency if asked.catalogue.unit is Unit.MONEY else ""
    return Trial(
        sentence, tuple(details), told, count - len(told), _trial_chart(found, asked, unit), unit
    )


def _parts_judged(count: int) -> str:
    text = ngettext("%(n)d part was judged, too.", "%(n)d parts were judged, too.", count)
    return text % {"n": count}


def detector_name(name: str) -> str:
    """How days were foretold, in words; it is kept by the name of its program."""
    known = {
        "AutoETS(7)": _("weekdays, level and trend (AutoETS)"),
        "weekday effect and EWMA (numpy)": _("weekday effect and a level that follows (EWMA)"),
    }
    return known.get(name, name)


def _no_replay(found: Mapping[str, Any]) -> str:
    if found.get("reason") == "not_covered":
        return _("No day has been read whole yet, so nothing can be tried.")
    return str(found.get("reason", ""))


def _trial_chart(found: Mapping[str, Any], asked: Definition, unit: str) -> dict[str, Any]:
    days = found["x"]
    told: dict[str, str] = {}
    expected = found.get("expected") or [None] * len(days)
    for day, name in found["told"]:
        told.setdefault(day, name or _("The whole"))
    return {
        **chart_frame(asked.catalogue.unit, unit),
        "x": days,
        "series": [{"name": str(asked.catalogue.label), "values": in_units(asked, found["value"])}],
        "settled": {"name": _("Expected"), "values": in_units(asked, expected)},
        "band": {
            "name": _("what chance brings"),
            "low": in_units(asked, found["low"]),
            "high": in_units(asked, found["high"]),
        },
        "marks": [{"x": day, "label": name} for day, name in told.items()],
    }


def chart_frame(unit: Unit, currency: str) -> dict[str, Any]:
    """What each chart of days says of itself."""
    return {
        "x_kind": "day",
        "x_step": "day",
        "unit": currency,
        "format": unit.value,
        "scale": scale(),
        "currency": currency,
        "unsettled_from": None,
        **chart_locale(),
    }


def in_units(asked: Definition, values: Sequence[float | None]) -> list[float | None]:
    """Money in whole units, as charts take it."""
    if not asked.is_of_number or asked.catalogue.unit is not Unit.MONEY:
        return list(values)
    return [None if one is None else one / MICROS for one in values]


def foretold_by(days: Sequence[Any]) -> str:
    """Who foretold the newest of the days that anybody did; said once above all of them."""
    return next((str(day.detector) for day in days if day.detector), "")


def day_words(day: Any, usual: str = "") -> Standing:
    """What became of one day; who foretold it, where that is not the `usual` one."""
    state = MonitorState(day.state)
    words = {"out": day.out, "series": day.series}
    hint = day.failure or (detector_name(day.detector) if day.detector != usual else "")
    if state is MonitorState.FAILED:
        return Standing(str(state.label), "bad", hint)
    if day.out:
        text = ngettext("%(out)d out of %(series)d", "%(out)d out of %(series)d", day.out) % words
        return Standing(text, "bad", hint)
    label = _("As expected") if state is MonitorState.FINE else str(state.label)
    return Standing(label, _TONES[state], hint)


def mute_words(window: Any) -> str:
    """Which days are quiet: each Sunday from a day on, or some days one after another."""
    first = date_format(window.first_on, "DATE_FORMAT")
    if window.last_on:
        first = f"{first} – {date_format(window.last_on, 'DATE_FORMAT')}"
    else:
        first = _("from %(day)s on") % {"day": first}
    if window.weekday is None:
        return first
    return _("Each %(weekday)s, %(days)s") % {"weekday": WEEKDAYS[window.weekday], "days": first}
