"""Incidents in words: what happened, since when, how far out, and what was done about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.figures import exact, short
from analytics.metrics import Unit
from analytics.models import Incident, IncidentEvent, IncidentStatus
from analytics.monitors.days import SeenDay, seen_day
from analytics.monitors.definition import NEW, Definition, definition_of
from analytics.monitors.telling import title_said
from analytics.pages.charts import Chart
from analytics.pages.monitors import chart_frame, in_units
from analytics.queries.result import Number

_EVENTS: Mapping[str, Any] = {
    "opened": gettext_lazy("Opened"),
    "reopened": gettext_lazy("Back again"),
    "worse": gettext_lazy("Got worse"),
    "recovered": gettext_lazy("Back to normal"),
    "new_level": gettext_lazy("It has stayed for a week: is this the new level?"),
    "failed": gettext_lazy("The monitor could not look"),
    "acknowledged": gettext_lazy("Acknowledged"),
    "owned": gettext_lazy("Who works on it was changed"),
    "closed": gettext_lazy("Closed by hand"),
    "accepted": gettext_lazy("The new level was accepted"),
    "retired": gettext_lazy("Its monitor was deleted"),
    "useful": gettext_lazy("Marked as useful"),
    "noise": gettext_lazy("Marked as noise"),
}
_TONES = {
    IncidentStatus.OPEN: "bad",
    IncidentStatus.ACKNOWLEDGED: "warn",
    IncidentStatus.RESOLVED: "good",
}


@dataclass(frozen=True)
class IncidentRow:
    """A line of the list."""

    title: str
    text: str
    url: str
    monitor: str
    label: str
    tone: str
    opened_on: date
    owner: str
    is_severe: bool


@dataclass(frozen=True)
class Happened:
    """A line of the timeline."""

    label: str
    text: str
    at: datetime
    by: str
    url: str = ""


def incident_url(slug: str, incident: Incident) -> str:
    return reverse("analytics:incident", kwargs={"slug": slug, "incident_id": incident.pk})


def incident_row(incident: Incident, slug: str, currency: str) -> IncidentRow:
    """Its monitor and its owner have to be there already."""
    status = IncidentStatus(incident.status)
    return IncidentRow(
        title_of(incident),
        far_of(incident, currency),
        incident_url(slug, incident),
        incident.monitor.name,
        status_words(incident),
        _TONES[status],
        incident.opened_on,
        incident.owner.get_full_name() if incident.owner else "",
        incident.is_severe,
    )


def status_words(incident: Incident) -> str:
    """How it ended, where it has."""
    if incident.is_over:
        return str(incident.get_ended_as_display())
    return str(IncidentStatus(incident.status).label)


def title_of(incident: Incident) -> str:
    """What happened, where: "Spend of Brand is below what was expected"."""
    monitor = incident.monitor
    if incident.is_failure:
        return _("“%(name)s” could not look") % {"name": monitor.name}
    asked = definition_of(monitor)
    if not asked.is_of_number:
        return title_said(incident).written()
    words = {"number": str(asked.catalogue.label), "part": incident.part_name}
    number = _("%(number)s of %(part)s") % words if incident.part else words["number"]
    return str(_SENTENCES[asked.kind, incident.side == "above"]) % {"number": number}


_SENTENCES: Mapping[tuple[str, bool], Any] = {
    ("anomaly", True): gettext_lazy("%(number)s is above what was expected"),
    ("anomaly", False): gettext_lazy("%(number)s is below what was expected"),
    ("threshold", True): gettext_lazy("%(number)s is above its limit"),
    ("threshold", False): gettext_lazy("%(number)s is below its limit"),
    ("change", True): gettext_lazy("%(number)s rose"),
    ("change", False): gettext_lazy("%(number)s fell"),
}


def far_of(incident: Incident, currency: str) -> str:
    """Its worst day: what came, and what was expected."""
    asked, worst = definition_of(incident.monitor), seen_day(incident.worst)
    if incident.is_failure:
        return _("What it watches is not watched until it can look again.")
    if worst is None or worst.value is None:
        return ""
    if not asked.is_of_number:
        return _state_words(asked, worst)
    unit = asked.catalogue.unit
    against = worst.expected
    if against is None:
        against = worst.low if worst.low is not None else worst.high
    words = {
        "value": short(unit, worst.value, currency),
        "expected": short(unit, against, currency) if against is not None else "–",
        "day": date_format(worst.day, "DATE_FORMAT"),
        "change": _by(worst.value, against),
    }
    if asked.kind == "threshold":
        return _("%(value)s on %(day)s; the limit is %(expected)s") % words
    if asked.kind == "change":
        return _("%(value)s up to %(day)s, %(expected)s before: %(change)s") % words
    return _("%(value)s on %(day)s, %(expected)s expected: %(change)s") % words


def _state_words(asked: Definition, worst: SeenDay) -> str:
    """Of what is no number: how late, how far apart, how many fields, how far off the amount."""
    value = worst.value or 0
    share = exact(Unit.RATE, round(value, 2), "")
    if asked.kind == "freshness":
        return _("last read %(hours)s hours ago") % {"hours": exact(Unit.COUNT, round(value), "")}
    if asked.kind == "schema":
        text = ngettext("%(n)d field is gone", "%(n)d fields are gone", round(value))
        return text % {"n": round(value)}
    if asked.kind == "pacing":
        if worst.low is None or worst.high is None:
            return _("%(share)s of the amount is there") % {"share": share}
        ends = {
            "low": exact(Unit.RATE, round(worst.low, 2), ""),
            "high": exact(Unit.RATE, round(worst.high, 2), ""),
        }
        return _("the period ends at %(low)s to %(high)s of the amount, in 4 of 5 cases") % ends
    return _("%(share)s of the compared days agree") % {"share": exact(Unit.RATE, value, "")}


def _by(value: Number, against: Number | None) -> str:
    if not against:
        return "–"
    share = (value - against) / against
    text = exact(Unit.RATE, round(abs(share), 2), "")
    return f"+{text}" if share > 0 else f"−{text}"


def fields_of(incident: Incident) -> tuple[list[str], list[str]]:
    """(fields that are gone, fields that came in the same moment), of an incident of fields."""
    if incident.monitor.kind != "schema":
        return [], []
    gone = [one for one in incident.members if not one.startswith(NEW)]
    return gone, [one.removeprefix(NEW) for one in incident.members if one.startswith(NEW)]


def chart_of(incident: Incident, currency: str) -> Chart | None:
    """Its days with their bands, and a mark on the first of it."""
    asked = definition_of(incident.monitor)
    days = [one for one in map(seen_day, incident.days) if one is not None]
    if incident.is_failure or not asked.is_of_number or not days:
        return None
    unit = currency if asked.catalogue.unit is Unit.MONEY else ""
    label = str(asked.catalogue.label)

    def column(name: str) -> list[float | None]:
        return in_units(asked, [getattr(one, name) for one in days])

    data: dict[str, Any] = {
        **chart_frame(asked.catalogue.unit, unit),
        "x": [one.day.isoformat() for one in days],
        "series": [{"name": label, "values": column("value")}],
        "marks": [{"x": incident.opened_on.isoformat(), "label": _("since here")}],
    }
    if asked.kind == "threshold":
        edge = "high" if asked.parameters["side"] == "above" else "low"
        data["series"].append({"name": _("Limit"), "values": column(edge)})
    else:
        name = _("Expected") if asked.kind == "anomaly" else _("Before")
        data["settled"] = {"name": name, "values": column("expected")}
        band = {"low": column("low"), "high": column("high")}
        # A band has both of its edges or none.
        gaps = [None in pair for pair in zip(band["low"], band["high"], strict=True)]
        data["band"] = {
            "name": _("what chance brings"),
            **{
                key: [None if gap else v for gap, v in zip(gaps, values, strict=True)]
                for key, values in band.items()
            },
        }
    # The page's own title says what happened; the chart's, what its line is.
    return Chart(f"{label}: {incident.part_name}" if incident.part_name else label, unit, data)


def timeline(
    events: Iterable[IncidentEvent],
    incident: Incident,
    currency: str,
    deeds: Iterable[Happened] = (),
) -> list[Happened]:
    """The newest last; `deeds` are what was done about it where campaigns run."""
    asked, rows = definition_of(incident.monitor), list(events)
    # Whoever acknowledges what nobody works on works on it.
    given = next((one for one in reversed(rows) if one.what in ("owned", "acknowledged")), None)
    owner = incident.owner.get_full_name() if incident.owner else _("Nobody")
    own = [
        Happened(
            str(_EVENTS.get(one.what, one.what)),
            owner if one is given and one.what == "owned" else _event_text(one, asked, currency),
            one.at,
            one.by.get_full_name() if one.by else "",
        )
        for one in rows
    ]
    return sorted([*own, *deeds], key=lambda one: one.at)


def _event_text(event: IncidentEvent, asked: Definition, currency: str) -> str:
    details, said = event.details, []
    if event.day:
        said.append(date_format(event.day, "DATE_FORMAT"))
    if asked.is_of_number and details.get("value") is not None:
        said.append(short(asked.catalogue.unit, details["value"], currency))
    if details.get("muted"):
        said.append(_("nobody was told: %(reason)s") % {"reason": details["muted"]})
    if details.get("since"):
        since = date_format(date.fromisoformat(details["since"]), "DATE_FORMAT")
        said.append(_("learned anew from %(day)s") % {"day": since})
    return ", ".join(said)


def owner_choices(members: Sequence[Any], owner_id: UUID | None) -> list[tuple[str, str, bool]]:
    """(value, name, whether it is the one)."""
    nobody = ("", _("Nobody"), owner_id is None)
    return [
        nobody,
        *((str(m.user_id), m.user.get_full_name(), m.user_id == owner_id) for m in members),
    ]
