"""Has a change asked for at integrations' door, after one look at how the campaign stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.errors import Trouble
from accounts.models import Workspace
from analytics.automations.deciding import Decision
from analytics.automations.fields import Looked, Records, allowed, field_of
from analytics.automations.rule import BUDGETS, Approval, Do, Rule
from analytics.automations.things import ACTIVE, PAUSED, REMOVED
from analytics.models import Automation, CampaignMatch
from integrations import actions
from integrations.actions import (
    BUDGET,
    STATUS,
    Asker,
    FieldProposal,
    LiveCampaign,
    Origin,
    Proposal,
    Target,
    TaskProposal,
)

_FROM = {Do.PAUSE: (ACTIVE, "not_active"), Do.RESUME: (PAUSED, "not_paused")}


@dataclass(frozen=True)
class Asked:
    """The action that came of it, or why none did."""

    action_id: UUID | None = None
    reason: str = "met"
    details: Mapping[str, Any] = field(default_factory=dict)


def ask(
    automation: Automation,
    rule: Rule,
    decision: Decision,
    live: LiveCampaign,
    workspace: Workspace,
    why: str,
) -> Asked:
    """Inside of a transaction; the same decision is the same action, however often it is asked."""
    if live.state is None:
        return Asked(None, "trouble", {"text": str(live.trouble)[:400]})
    do, seen = rule.action.do, live.seen
    if seen[STATUS] == REMOVED:
        return Asked(None, "removed")
    if do in _FROM and seen[STATUS] != _FROM[do][0]:
        return Asked(None, _FROM[do][1])
    budget = None
    if do in BUDGETS:
        budget = moved(rule, seen[BUDGET], live.smallest_micros)
        if budget is None:
            return Asked(None, "no_budget")
        if budget == seen[BUDGET]:
            return Asked(None, "bound")
    asked = Proposal(
        campaign_id=UUID(decision.evidence.thing.key),
        what="budget" if do in BUDGETS else do.value,
        before=seen,
        key=key_of(automation, decision),
        daily_budget_micros=budget,
        reason=why[:500],
        needs=_needs(rule),
    )
    try:
        action = actions.propose_action(
            asked=asked, by=_asker(automation), origin=origin_of(automation, workspace)
        )
    except Trouble as trouble:
        return _refused(trouble)
    return Asked(action.pk)


def ask_task(
    automation: Automation, rule: Rule, decision: Decision, workspace: Workspace, why: str
) -> Asked:
    """A task about the campaign of the CRM that the ad campaign is a part of; else nothing."""
    rows = CampaignMatch.objects.filter(ad_campaign_id=UUID(decision.evidence.thing.key))
    match = rows.select_related("crm_campaign").first()
    if match is None:
        return Asked(None, "not_mapped")
    crm = match.crm_campaign
    today = timezone.now().astimezone(workspace.zone).date()
    asked = TaskProposal(
        target=Target(crm.source_id, "Campaign", crm.external_id),
        subject=rule.action.note or automation.name,
        key=key_of(automation, decision),
        body=f"{decision.evidence.thing.name}: {why}"[:4_000],
        due_on=today + timedelta(days=rule.action.due_days),
        reason=why[:500],
        needs=_needs(rule),
    )
    try:
        action = actions.propose_task(
            asked=asked, by=_asker(automation), origin=origin_of(automation, workspace)
        )
    except Trouble as trouble:
        return _refused(trouble)
    return Asked(action.pk)


def ask_field(
    automation: Automation,
    rule: Rule,
    decision: Decision,
    records: Records,
    looked: Sequence[Looked],
    workspace: Workspace,
    why: str,
) -> Asked:
    """Another value for each record of the campaign that does not stand so already."""
    asked = field_of(rule.action)
    if asked is None or allowed(rule.action) is None:
        return Asked(None, "no_field")
    if records.lacks:
        return Asked(None, records.lacks)
    made: list[UUID] = []
    troubles = [one.trouble for one in looked if one.trouble]
    for one in looked:
        if one.found is None or one.is_same:
            continue
        proposal = FieldProposal(
            target=one.target,
            field=asked.name,
            value=one.found.value,
            key=key_of(automation, decision, one.target.external_id),
            before=one.found.before,
            reason=why[:500],
            needs=_needs(rule),
        )
        try:
            action = actions.propose_field(
                asked=proposal, by=_asker(automation), origin=origin_of(automation, workspace)
            )
        except Trouble as trouble:
            troubles.append(trouble)
        else:
            made.append(action.pk)
    return _of_records(rule, records, looked, made, troubles)


def _of_records(
    rule: Rule,
    records: Records,
    looked: Sequence[Looked],
    made: Sequence[UUID],
    troubles: Sequence[Trouble],
) -> Asked:
    same = sum(one.is_same for one in looked)
    details = {
        "field": rule.action.field,
        "asked": len(made),
        "count": records.count,
        "same": same,
        "failed": len(troubles),
        "text": str(troubles[0])[:300] if troubles else "",
    }
    if made:
        return Asked(made[0], "records", details)
    if troubles:
        return _refused(troubles[0])
    return Asked(None, "records_same" if same else "no_records", details)


def _asker(automation: Automation) -> Asker:
    return Asker(automation.live_by_id, rule=automation.name[:80])


def _needs(rule: Rule) -> str:
    return "rule" if rule.limits.approval is Approval.ALWAYS else ""


def _refused(trouble: Trouble) -> Asked:
    return Asked(None, "trouble", {"text": str(trouble)[:400], "code": trouble.code})


def moved(rule: Rule, budget: int | None, smallest: int) -> int | None:
    """A daily budget after its step, to the smallest coin, and not beyond its bound."""
    if not budget:
        return None
    bound, percent = rule.action.bound_micros, rule.action.percent
    if rule.action.do is Do.RAISE:
        wanted = budget * (100 + percent) // 100 // smallest * smallest
        return max(min(wanted, bound), budget) if bound is not None else wanted
    wanted = -(-budget * (100 - percent) // 100 // smallest) * smallest
    return min(max(wanted, bound or smallest), budget)


def key_of(automation: Automation, decision: Decision, record: str = "") -> str:
    """One wish: of this rule, this campaign, on this occasion; of one record of several."""
    evidence = decision.evidence
    text = f"{automation.pk} {evidence.thing.key} {evidence.occasion} {record}".strip()
    return f"automation:{blake2b(text.encode(), digest_size=24).hexdigest()}"


def origin_of(automation: Automation, workspace: Workspace) -> Origin:
    """The rule's own page, for the log of actions."""
    path = reverse("analytics:automation", args=[workspace.slug, automation.pk])
    return Origin("automation", automation.pk, automation.name, path)
