"""Tells members what rules did, and what kept them from it; nothing that acts is silent."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import WebhookEndpoint, Workspace
from accounts.telling import Money, Said, Severity, tell
from accounts.webhooks.streams import ACTED as CALLED
from accounts.webhooks.telling import tell as call
from analytics.automations.deciding import Outcome
from analytics.automations.rule import By, Do, Rule
from analytics.automations.things import Evidence, Thing
from analytics.models import Automation, AutomationDecision, AutomationRun

ACTED, BLOCKED = "automation", "automation_blocked"
# What somebody should see to; a cool-down or a share that is left alone is how it is meant.
WORTH_A_WORD = frozenset(
    {
        "cap",
        "differs",
        "no_budget",
        "no_campaign",
        "no_desk",
        "no_field",
        "not_mapped",
        "not_on",
        "other_crm",
        "standstill",
        "stopped",
        "trouble",
    }
)
_NAMED = 5
_DID = gettext_noop("“%(name)s” asked for changes: %(count)s")
_SAYS = gettext_noop("Campaigns that meet “%(name)s”: %(count)s")
_RANG = gettext_noop("“%(name)s” called its webhook, for campaigns: %(count)s")
_SAYS_CHANNELS = gettext_noop("Channels that meet “%(name)s”: %(count)s")
_RANG_CHANNELS = gettext_noop("“%(name)s” called its webhook, for channels: %(count)s")
_HELD = gettext_noop("“%(name)s” was held back: %(count)s")
_GONE = gettext_noop("“%(name)s” found no webhook to call")
_LIST = gettext_noop("%(note)s%(things)s")
_PLAIN = gettext_noop("%(thing)s")
_SEEN = gettext_noop("%(thing)s: spend %(spend)s, clicks %(clicks)s, conversions %(conversions)s")
_BOTH = gettext_noop("%(one)s; %(other)s")
_MORE = gettext_noop("and %(count)s more")


def tell_run(run: AutomationRun, automation: Automation, rule: Rule, workspace: Workspace) -> None:
    """What one look of a live rule came to: once, in the transaction that ends it."""
    rows = list(AutomationDecision.objects.filter(run=run).order_by("at", "id"))
    acted = [row for row in rows if row.outcome == Outcome.ACTED]
    held = [row for row in rows if row.outcome == Outcome.BLOCKED and row.reason in WORTH_A_WORD]
    if acted and rule.action.do is Do.WEBHOOK and not _call(acted, automation, rule, workspace):
        _tell(BLOCKED, run, automation, workspace, _GONE, acted)
    elif acted:
        is_channel = rule.trigger.by is By.CHANNEL
        words = {
            Do.NOTIFY: _SAYS_CHANNELS if is_channel else _SAYS,
            Do.WEBHOOK: _RANG_CHANNELS if is_channel else _RANG,
        }
        title = words.get(rule.action.do, _DID)
        _tell(ACTED, run, automation, workspace, title, acted, rule=rule)
    if held:
        _tell(BLOCKED, run, automation, workspace, _HELD, held)


def _tell(
    kind: str,
    run: AutomationRun,
    automation: Automation,
    workspace: Workspace,
    title: str,
    rows: Sequence[AutomationDecision],
    *,
    rule: Rule | None = None,
) -> None:
    note = f"{rule.action.note}: " if rule and rule.action.note else ""
    tell(
        kind=kind,
        key=str(run.pk),
        title=Said(title, {"name": automation.name, "count": len(rows)}),
        text=Said(_LIST, {"note": note, "things": _things(rows, rule, workspace)}),
        url=page_of(automation.pk, workspace),
        severity=Severity.NOTE if kind == ACTED else Severity.WARNING,
    )


def _things(rows: Sequence[AutomationDecision], rule: Rule | None, workspace: Workspace) -> Said:
    """A sentence of sentences, so that each reader has all of it in their own language."""
    more = len(rows) - _NAMED
    found = Said(_MORE, {"count": more}) if more > 0 else None
    for row in reversed(rows[:_NAMED]):
        one = (
            _seen(row, workspace) if rule and row.sums else Said(_PLAIN, {"thing": row.thing_name})
        )
        found = Said(_BOTH, {"one": one, "other": found}) if found else one
    return found or Said("")


def _seen(row: AutomationDecision, workspace: Workspace) -> Said:
    spend, conversions = row.sums.get("spend"), row.sums.get("conversions")
    values = {
        "thing": row.thing_name,
        "spend": "–" if spend is None else Money(int(spend), workspace.currency),
        "clicks": row.sums["clicks"] if row.sums.get("clicks") is not None else "–",
        "conversions": "–" if conversions is None else Decimal(conversions) / 1_000_000,
    }
    return Said(_SEEN, values)


def evidence_of(row: AutomationDecision) -> Evidence:
    """What a decision was made by, as a value again."""
    thing = Thing(row.thing_kind, row.thing_key, row.thing_name)
    return Evidence(thing, row.occasion, row.first_on, row.last_on, row.sums)


def _call(
    rows: Sequence[AutomationDecision], automation: Automation, rule: Rule, workspace: Workspace
) -> bool:
    """One message with all of them, to the endpoint that the rule names; False where it is off."""
    key = _id(rule.action.endpoint)
    there = WebhookEndpoint.objects.filter(off_at=None, pk=key).first() if key else None
    if there is None:
        return False
    call(there, CALLED, message(rows, automation, rule, workspace))
    return True


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def message(
    rows: Sequence[AutomationDecision], automation: Automation, rule: Rule, workspace: Workspace
) -> dict[str, Any]:
    """Names, ids and sums; money in micros of the workspace's currency, conversions as well."""
    return {
        "automation": {"id": str(automation.pk), "name": automation.name},
        "note": rule.action.note,
        "currency": workspace.currency,
        "things": [
            {
                "id": row.thing_key,
                "kind": row.thing_kind,
                "name": row.thing_name,
                "from": row.first_on.isoformat() if row.first_on else None,
                "to": row.last_on.isoformat() if row.last_on else None,
                "sums": row.sums,
            }
            for row in rows
        ],
    }


def page_of(automation_id: UUID, workspace: Workspace) -> str:
    """Its own page."""
    return reverse("analytics:automation", args=[workspace.slug, automation_id])
