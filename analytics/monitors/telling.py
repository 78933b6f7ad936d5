"""Who is told what of an incident, and once: each in their own language."""

from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User, Workspace
from accounts.telling import Kind, Money, Said, Severity, Share, register, tell
from accounts.telling.kinds import Mailing
from analytics.metrics import CATALOGUE, Metric, Unit
from analytics.models import Incident, IncidentComment, IncidentEvent, MonitorKind
from analytics.monitors.days import seen_day
from analytics.monitors.definition import Definition, definition_of

KINDS = (
    Kind("incident", gettext_lazy("Incidents"), mail=Mailing.AT_ONCE),
    Kind("incident_comment", gettext_lazy("Comments that name you"), mail=Mailing.AT_ONCE),
    Kind("incident_outcome", gettext_lazy("What came of your incidents")),
    Kind("incident_owner", gettext_lazy("Incidents that are given to you"), mail=Mailing.AT_ONCE),
    # Admins are mailed of it by the sync already.
    Kind("fields_gone", gettext_lazy("Fields that went away"), mail=Mailing.NO),
    Kind("monitor_failed", gettext_lazy("Monitors that could not look")),
)
_SENTENCES: Mapping[tuple[str, bool], str] = {
    ("anomaly", True): gettext_noop("%(number)s is above what was expected"),
    ("anomaly", False): gettext_noop("%(number)s is below what was expected"),
    ("threshold", True): gettext_noop("%(number)s is above its limit"),
    ("threshold", False): gettext_noop("%(number)s is below its limit"),
    ("change", True): gettext_noop("%(number)s rose"),
    ("change", False): gettext_noop("%(number)s fell"),
}
_PACES: Mapping[tuple[bool, bool], str] = {
    (True, True): gettext_noop("More than the budget of %(part)s is foretold"),
    (True, False): gettext_noop("Less than the budget of %(part)s is foretold"),
    (False, True): gettext_noop("%(number)s: more than the goal of %(part)s is foretold"),
    (False, False): gettext_noop("%(number)s: less than the goal of %(part)s is foretold"),
}
_OF_PART = gettext_noop("%(number)s of %(part)s")
_FAILED = gettext_noop("“%(name)s” could not look")
_SOURCES = {
    "freshness": gettext_noop("%(source)s is late"),
    "trust": gettext_noop("%(source)s differs from its source"),
    "schema": gettext_noop("%(source)s gives fields no more that were read"),
}
# Budgets tell by themselves, in the same moment: an incident of them is for working on it.
_TOLD_ELSEWHERE = frozenset({MonitorKind.PACING})
_FAR = gettext_noop("%(value)s on %(day)s, %(expected)s expected.")
_ON = gettext_noop("%(value)s on %(day)s.")
_OUTCOME = gettext_noop("Two weeks later: %(title)s")
_CAME = gettext_noop("%(actual)s came in 14 days, %(forecast)s were foretold before it began.")
_GIVEN = gettext_noop("You are to work on it: %(title)s")
_NAMED = gettext_noop("A comment names you: %(title)s")


def register_kinds() -> None:
    """When the app starts."""
    for kind in KINDS:
        register(kind)


def title_said(incident: Incident) -> Said:
    """What happened, where; as pages say it."""
    monitor = incident.monitor
    if incident.is_failure:
        return Said(_FAILED, {"name": monitor.name})
    asked = definition_of(monitor)
    if asked.kind == MonitorKind.PACING:
        return pacing_said(incident)
    if not asked.is_of_number:
        return Said(_SOURCES[asked.kind], {"source": incident.part_name})
    number = _label(asked.catalogue)
    if incident.part:
        number = Said(_OF_PART, {"number": number, "part": incident.part_name})
    return Said(_SENTENCES[asked.kind, incident.side == "above"], {"number": number})


def pacing_said(incident: Incident) -> Said:
    """Of a budget or a goal: which, and on which side of it the forecast lies."""
    metric = incident.part.partition(":")[0]
    msgid = _PACES[metric == "spend", incident.side == "above"]
    words = {"number": _label(CATALOGUE[metric]), "part": incident.part_name}
    return Said(msgid, words)


def _label(metric: Metric) -> Said:
    """Its English words are the msgid."""
    with translation.override("en"):
        return Said(str(metric.label).replace("%", "%%"))


def tell_of(incident: Incident, what: str) -> None:
    """Of an incident that opened, got worse or is over, and of a monitor that could not look."""
    kind = "incident"
    if incident.is_failure:
        kind = "monitor_failed"
    elif incident.monitor.kind in _TOLD_ELSEWHERE:
        return
    elif incident.monitor.kind == MonitorKind.SCHEMA:
        kind = "fields_gone"
    workspace = Workspace.objects.get(pk=incident.workspace_id)
    tell(
        kind=kind,
        key=str(incident.pk),
        title=title_said(incident),
        text=_far(incident, workspace.currency),
        url=_url(incident, workspace),
        severity=Severity.SEVERE if incident.is_severe else Severity.WARNING,
        resolved=what == "recovered",
    )


def tell_of_comment(incident: Incident, comment: IncidentComment, to: Iterable[User]) -> None:
    """Of a comment, whom it names."""
    workspace = Workspace.objects.get(pk=incident.workspace_id)
    tell(
        kind="incident_comment",
        key=str(comment.pk),
        title=Said(_NAMED, {"title": title_said(incident)}),
        text=Said(""),
        url=_url(incident, workspace),
        severity=Severity.NOTE,
        to=to,
    )


def tell_owner(incident: Incident, owner: User, event: IncidentEvent) -> None:
    """Of an incident that somebody else gave them."""
    workspace = Workspace.objects.get(pk=incident.workspace_id)
    tell(
        kind="incident_owner",
        key=str(event.pk),
        title=Said(_GIVEN, {"title": title_said(incident)}),
        text=_far(incident, workspace.currency),
        url=_url(incident, workspace),
        severity=Severity.NOTE,
        to=[owner],
    )


def tell_outcome(incident: Incident, actual: float, forecast: float) -> None:
    """Once, to whoever works on it; to nobody where nobody does."""
    if incident.owner is None:
        return
    workspace = Workspace.objects.get(pk=incident.workspace_id)
    asked = definition_of(incident.monitor)
    words = {"actual": actual, "forecast": forecast}
    tell(
        kind="incident_outcome",
        key=str(incident.pk),
        title=Said(_OUTCOME, {"title": title_said(incident)}),
        text=Said(_CAME, {k: _value(asked, v, workspace.currency) for k, v in words.items()}),
        url=_url(incident, workspace),
        severity=Severity.NOTE,
        to=[incident.owner],
    )


def _url(incident: Incident, workspace: Workspace) -> str:
    """As it is in `analytics.urls`: to ask there, a worker would load every page of the product."""
    return f"/w/{workspace.slug}/incidents/{incident.pk}/"


def _far(incident: Incident, currency: str) -> Said:
    asked, worst = definition_of(incident.monitor), seen_day(incident.latest)
    if incident.is_failure or not asked.is_of_number or worst is None or worst.value is None:
        return Said("")
    words = {"value": _value(asked, worst.value, currency), "day": worst.day}
    if worst.expected is None:
        return Said(_ON, words)
    return Said(_FAR, words | {"expected": _value(asked, worst.expected, currency)})


def _value(asked: Definition, value: float, currency: str) -> Money | Share | float:
    unit = asked.catalogue.unit
    if unit is Unit.MONEY:
        return Money(round(value), currency)
    return Share(value) if unit is Unit.RATE else float(value)
