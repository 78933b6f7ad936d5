"""What the pages of automations show: rules as sentences, what they did, what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import WebhookEndpoint, Workspace
from analytics.automations.conflicts import Conflict
from analytics.automations.reasons import reason_words
from analytics.automations.rule import Rule, rule_from
from analytics.automations.scoping import rules_of
from analytics.automations.sentences import limits_of, sentence
from analytics.automations.things import CHANNEL
from analytics.automations.words import (
    OUTCOMES,
    WOULD_ACT,
    days_words,
    sums_words,
)
from analytics.channels.names import channel_name
from analytics.models import (
    Automation,
    AutomationDecision,
    AutomationState,
    AutomationVersion,
    Monitor,
)
from integrations.models import Campaign

STATES: Mapping[str, tuple[Any, str]] = {
    AutomationState.DRY: (gettext_lazy("Dry run"), "info"),
    AutomationState.LIVE: (gettext_lazy("Live"), "good"),
    AutomationState.PAUSED: (gettext_lazy("Paused"), "none"),
}
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Names:
    """What rules name by their ids, read once for all of a page."""

    monitors: Mapping[str, str]
    endpoints: Mapping[str, str]

    @classmethod
    def read(cls) -> "Names":
        monitors = Monitor.objects.filter(deleted_at=None).values_list("pk", "name")
        hosts = WebhookEndpoint.objects.filter(off_at=None).values_list("pk", "host")
        return cls(
            {str(key): name for key, name in monitors}, {str(key): host for key, host in hosts}
        )


@dataclass(frozen=True)
class RuleRow:
    """One automation of the list."""

    automation: Automation
    url: str
    sentence: str
    state: str
    tone: str
    acted: int
    held_out: int
    blocked: int
    waits: str

    @property
    def is_live(self) -> bool:
        return self.automation.state == AutomationState.LIVE


def rule_rows(workspace: Workspace) -> list[RuleRow]:
    """All that are not deleted: those that are live first, then by name."""
    rows = list(Automation.objects.filter(deleted_at=None))
    order = [AutomationState.LIVE, AutomationState.DRY, AutomationState.PAUSED]
    rows.sort(key=lambda row: (order.index(AutomationState(row.state)), row.name.lower()))
    names, counts = Names.read() if rows else Names({}, {}), _counts(rows)
    return [_row(row, rule, workspace, names, counts) for row, rule in rules_of(rows)]


def _row(
    row: Automation,
    rule: Rule,
    workspace: Workspace,
    names: Names,
    counts: Mapping[tuple[UUID, str], int],
) -> RuleRow:
    label, tone = STATES[row.state]
    return RuleRow(
        automation=row,
        url=reverse("analytics:automation", args=[workspace.slug, row.pk]),
        sentence=sentence(rule, workspace.currency, names.monitors, names.endpoints),
        state=str(label),
        tone=tone,
        acted=counts[row.pk, "acted"],
        held_out=counts[row.pk, "held_out"],
        blocked=counts[row.pk, "blocked"],
        waits=", ".join(str(one) for one in row.waits),
    )


def _counts(rows: Iterable[Automation]) -> Counter[tuple[UUID, str]]:
    """Of the last days, as the state of each rule counts: what it did, or would have done."""
    found: Counter[tuple[UUID, str]] = Counter()
    since = timezone.now() - LATELY
    live = [row.pk for row in rows if row.state == AutomationState.LIVE]
    known = AutomationDecision.objects.filter(at__gte=since).exclude(reason="cooling")
    counted = known.values_list("automation_id", "is_live", "outcome").annotate(n=Count("id"))
    for key, is_live, outcome, n in counted.order_by():
        if is_live == (key in live):
            found[key, outcome] += n
    return found


@dataclass(frozen=True)
class DecisionRow:
    """One line of the log, or of a preview."""

    name: str
    outcome: str
    tone: str
    reason: str
    days: str
    sums: str
    at: datetime | None = None
    on: date | None = None
    is_live: bool = False
    url: str = ""
    action_url: str = ""
    rule_name: str = ""
    rule_url: str = ""
    source: str = ""


def decision_rows(rows: Iterable[AutomationDecision], workspace: Workspace) -> list[DecisionRow]:
    """Lines of the log."""
    found = list(rows)
    sources = _sources((row.thing_kind, row.thing_key) for row in found)
    return [
        replace(_logged(row, workspace), source=sources.get(row.thing_key, "")) for row in found
    ]


def _logged(row: AutomationDecision, workspace: Workspace) -> DecisionRow:
    label, tone = _outcome(row.outcome, row.is_live)
    return DecisionRow(
        name=_thing_name(row.thing_kind, row.thing_name),
        outcome=label,
        tone=tone,
        reason=reason_words(row.reason, row.details, workspace.currency),
        days=days_words(row.first_on, row.last_on),
        sums=sums_words(row.sums, workspace.currency),
        at=row.at,
        is_live=row.is_live,
        url=_thing_url(row.thing_kind, row.thing_key, workspace),
        action_url=_action_url(row.action_id, workspace),
    )


def previewed_rows(lines: Iterable[Mapping[str, Any]], workspace: Workspace) -> list[DecisionRow]:
    """Lines of a preview, or of what did not meet a rule."""
    found = list(lines)
    sources = _sources((line["kind"], line["key"]) for line in found)
    return [
        replace(_previewed(line, workspace), source=sources.get(line["key"], "")) for line in found
    ]


def _sources(things: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{campaign: the name of its source}; campaigns of two sources are often called alike."""
    keys = {key for kind, key in things if kind == "campaign"}
    rows = Campaign.objects.filter(id__in=keys).values_list("id", "source__name") if keys else ()
    return {str(key): name for key, name in rows}


def _previewed(line: Mapping[str, Any], workspace: Workspace) -> DecisionRow:
    label, tone = _outcome(str(line.get("outcome", "unmet")), is_live=False)
    details = line.get("details", line)
    return DecisionRow(
        name=_thing_name(line["kind"], line["name"]),
        outcome=label,
        tone=tone,
        reason=reason_words(line["reason"], details, workspace.currency),
        days=days_words(_date(line["first_on"]), _date(line["last_on"])),
        sums=sums_words(line["sums"], workspace.currency),
        on=_date(line.get("on")),
        url=_thing_url(line["kind"], line["key"], workspace),
    )


def _outcome(outcome: str, is_live: bool) -> tuple[str, str]:
    label, tone = OUTCOMES[outcome]
    if outcome == "acted" and not is_live:
        return str(WOULD_ACT), "info"
    return str(label), tone


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _thing_name(kind: str, name: str) -> str:
    return _("Channel %(name)s") % {"name": channel_name(name)} if kind == CHANNEL else name


def _thing_url(kind: str, key: str, workspace: Workspace) -> str:
    if kind == CHANNEL:
        return ""
    name = "integrations:campaign" if kind == "campaign" else "analytics:incident"
    return reverse(name, args=[workspace.slug, key])


def _action_url(action_id: UUID | None, workspace: Workspace) -> str:
    return reverse("integrations:action", args=[workspace.slug, action_id]) if action_id else ""


@dataclass(frozen=True)
class VersionRow:
    """What a rule said from a moment on."""

    number: int
    sentence: str
    limits: Sequence[str]
    by: str
    at: datetime


def version_rows(automation: Automation, workspace: Workspace, names: Names) -> list[VersionRow]:
    """All that it said, the newest first."""
    rows = AutomationVersion.objects.filter(automation=automation).select_related("made_by")
    return [
        VersionRow(
            number=row.number,
            sentence=sentence(rule, workspace.currency, names.monitors, names.endpoints),
            limits=limits_of(rule, workspace.currency),
            by=row.made_by.get_full_name() if row.made_by else "",
            at=row.made_at,
        )
        for row in rows.order_by("-number")
        for rule in [rule_from(row.rule)]
    ]


def conflict_words(found: Iterable[Conflict]) -> list[str]:
    """Which rules would meet where, and which of them wins."""
    texts = {
        True: _(
            "“%(first)s” and “%(second)s” want opposite things of %(count)s campaigns. “%(first)s” "
            "comes first; the other leaves alone what was changed on the same day."
        ),
        False: _(
            "“%(first)s” and “%(second)s” would both change %(count)s campaigns. “%(first)s” comes "
            "first; the other leaves alone what was changed on the same day."
        ),
    }
    return [
        texts[one.is_opposite]
        % {"first": one.first.name, "second": one.second.name, "count": one.things}
        for one in found
    ]
