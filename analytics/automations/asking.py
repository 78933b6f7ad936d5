"""Has a change asked for at integrations' door, after one look at how the campaign stands there."""

from collections.abc import Mapping
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
from analytics.automations.rule import BUDGETS, Approval, Do, Rule
from analytics.automations.things import ACTIVE, PAUSED
from analytics.models import Automation, CampaignMatch
from integrations import actions
from integrations.actions import (
    BUDGET,
    STATUS,
    Asker,
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


def key_of(automation: Automation, decision: Decision) -> str:
    """One wish: of this rule, this campaign, on this occasion."""
    evidence = decision.evidence
    text = f"{automation.pk} {evidence.thing.key} {evidence.occasion}"
    return f"automation:{blake2b(text.encode(), digest_size=24).hexdigest()}"


def origin_of(automation: Automation, workspace: Workspace) -> Origin:
    """The rule's own page, for the log of actions."""
    path = reverse("analytics:automation", args=[workspace.slug, automation.pk])
    return Origin("automation", automation.pk, automation.name, path)
