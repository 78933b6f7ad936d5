"""Has rules look, decide and act, one after another; what was cut off is taken up, not repeated."""

import logging
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.jobs import Lease, LeaseLost, enqueue
from accounts.models import Workspace
from accounts.standing import stands_still
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from analytics.automations.asking import Asked, ask, ask_field, ask_task
from analytics.automations.conflicts import turn
from analytics.automations.deciding import CAP, Decision, Outcome, barred, decide, met
from analytics.automations.fields import Looked, Records, look_at, records_of
from analytics.automations.history import history_of, is_stopped
from analytics.automations.recording import end_run, open_run, record_decision
from analytics.automations.rule import Do, Rule, rule_from
from analytics.automations.scoping import standings
from analytics.automations.seeing import Look, look
from analytics.automations.sentences import seen_words
from analytics.automations.standing import is_of_another_currency, pause_for_currency
from analytics.automations.telling import tell_run
from analytics.models import (
    Automation,
    AutomationDecision,
    AutomationRun,
    AutomationState,
    AutomationVersion,
)
from integrations import actions

log = logging.getLogger(__name__)
_TASK = "analytics.tasks.run_automations"
# After these no other would fare better, or everything has come to an end.
_ENDS = frozenset({"trouble", "standstill", "stopped", "no_field", CAP})
# To so many more a day's places are passed on.
_MOST_PASSED_ON = 200


@dataclass(frozen=True)
class Plan:
    """What a rule is about to do: its decisions of this look, all of them new."""

    automation: Automation
    rule: Rule
    run: AutomationRun
    decisions: tuple[Decision, ...]
    look: Look
    workspace: Workspace

    @property
    def is_live(self) -> bool:
        return self.run.is_live

    @property
    def wishes(self) -> list[Decision]:
        """What integrations is to be asked for."""
        if not (self.is_live and self.rule.action.is_asked):
            return []
        return [one for one in self.decisions if one.outcome is Outcome.ACTED]

    @property
    def next_ones(self) -> list[Decision]:
        """What a day's cap leaves out: its turn comes where nothing is to be done to a wish."""
        return [one for one in self.decisions if one.reason == CAP] if self.wishes else []


def request_runs() -> int:
    """Every hour: ask in each workspace that has automations; how many."""
    return in_each_workspace(ask_to_run)


def ask_to_run() -> int:
    """Ask once for all automations of the entered workspace, unless it stands still."""
    if stands_still(require_workspace_id()):
        return 0
    rows = Automation.objects.filter(deleted_at=None).exclude(state=AutomationState.PAUSED)
    return int(rows.exists() and enqueue(_TASK, dedupe_key="all") is not None)


def follow_sync(*, workspace_id: Any, state: str, **_signal: Any) -> None:
    """What a sync brought may be what a rule waits for."""
    if state in ("succeeded", "partial"):
        with inside(workspace_id):
            ask_to_run()


def run_automations(lease: Lease) -> None:
    """Each rule in its turn, so that the next one sees what those before it did."""
    with lease.batch():
        is_off = is_stopped() or stands_still(require_workspace_id())
        ids = [] if is_off else [UUID(one.key) for one in sorted(standings(), key=turn)]
    failed: Exception | None = None
    for automation_id in ids:
        try:
            run_automation(lease, automation_id)
        except LeaseLost:
            raise
        except Exception as error:
            # One that cannot look costs no other its turn; the job is tried again for it.
            log.exception("Automation %s failed", automation_id)
            failed = error
    if failed is not None:
        raise failed


def run_automation(lease: Lease, automation_id: UUID) -> None:
    """One of them: look and decide, ask for each change after a look at the platform, keep all."""
    with lease.batch():
        plan = plan_run(automation_id, timezone.now())
    if plan is None:
        return
    carried, places = set[int](), len(plan.wishes)
    for decision in [*plan.wishes, *plan.next_ones[:_MOST_PASSED_ON]]:
        if not places:
            break
        wish = met(decision.evidence)
        seen = _look(lease, plan, wish)
        with lease.batch():
            places -= _carry(plan, wish, seen)
        carried.add(id(decision))
    with lease.batch():
        _finish(plan, carried)


@dataclass(frozen=True)
class Seen:
    """How a wish stands at the platform or the CRM now; nothing of it where nobody need look."""

    live: actions.LiveCampaign | None = None
    records: Records = field(default_factory=Records)
    looked: tuple[Looked, ...] = ()


def _look(lease: Lease, plan: Plan, wish: Decision) -> Seen:
    """One look outside of any transaction, before anything is asked for."""
    campaign_id, action = UUID(wish.evidence.thing.key), plan.rule.action
    if action.is_change:
        live = actions.live_campaign(workspace_id=plan.workspace.pk, campaign_id=campaign_id)
        return Seen(live)
    if action.do is not Do.FIELD:
        return Seen()
    with lease.batch():
        records = records_of(action, campaign_id)
    run = f"automation:{plan.run.pk}"
    looked = look_at(records.targets, action, workspace_id=plan.workspace.pk, run=run)
    return Seen(records=records, looked=tuple(looked))


def plan_run(automation_id: UUID, now: datetime) -> Plan | None:
    """What it wants to do about what is new to it; None where there is nothing new."""
    rows = Automation.objects.select_for_update(no_key=True).filter(deleted_at=None)
    automation = rows.filter(pk=automation_id).exclude(state=AutomationState.PAUSED).first()
    if automation is None:
        return None
    workspace = Workspace.objects.get(pk=require_workspace_id())
    version = current_version(automation)
    rule, is_live = rule_from(version.rule), automation.state == AutomationState.LIVE
    since = automation.live_at if is_live and automation.live_at else version.made_at
    if is_of_another_currency(rule, workspace):
        pause_for_currency(automation, rule, workspace)
        return None
    found = look(rule, workspace, now, automation.judged, since)
    history = history_of(automation, rule, workspace, now, is_live=is_live)
    known = _known(automation, is_live, [one.occasion for one in found.evidences])
    new = [one for one in found.evidences if (one.thing.key, one.occasion) not in known]
    decisions = decide(rule, new, history)
    automation.waits, automation.looked_at = list(found.waits), now
    automation.save(update_fields=["waits", "looked_at"])
    if not found.judged and all(one.outcome is Outcome.UNMET for one in decisions):
        return None
    run = open_run(automation, is_live=is_live)
    return Plan(automation, rule, run, tuple(decisions), found, workspace)


def current_version(automation: Automation) -> AutomationVersion:
    """What it says now."""
    return AutomationVersion.objects.get(automation=automation, number=automation.version)


def _known(automation: Automation, is_live: bool, occasions: Iterable[str]) -> set[tuple[str, str]]:
    rows = AutomationDecision.objects.filter(
        automation=automation, is_live=is_live, occasion__in=set(occasions)
    )
    return set(rows.values_list("thing_key", "occasion"))


def _carry(plan: Plan, wish: Decision, seen: Seen) -> bool:
    """Ask for one change, and write down what came of it, in one transaction.

    Whether that took one of the day's places: where there is nothing to do, another has its turn.
    """
    rows = Automation.objects.select_for_update(no_key=True)
    automation = rows.get(pk=plan.automation.pk)
    evidence = wish.evidence
    if (evidence.thing.key, evidence.occasion) in _known(automation, True, [evidence.occasion]):
        return True
    is_off = automation.state != AutomationState.LIVE or automation.version != plan.run.version
    if stands_still(require_workspace_id()):
        asked = Asked(None, "standstill")
    elif is_off or automation.deleted_at is not None or is_stopped():
        asked = Asked(None, "stopped")
    else:
        why = seen_words(plan.rule, evidence, plan.workspace.currency)
        history = history_of(automation, plan.rule, plan.workspace, timezone.now(), is_live=True)
        # Another worker, another rule or a member may have been here since it was decided.
        bar = barred(plan.rule, evidence, history)
        asked = Asked(None, *bar) if bar else _ask(automation, plan, wish, seen, why)
    outcome = Outcome.ACTED if asked.action_id else Outcome.BLOCKED
    reason, details = asked.reason, dict(asked.details)
    if asked.reason == "met":
        reason, details = wish.reason, dict(wish.details)
    done = Decision(evidence, outcome, reason, details)
    record_decision(plan.run, plan.rule, done, action_id=asked.action_id)
    return outcome is Outcome.ACTED or asked.reason in _ENDS


def _ask(automation: Automation, plan: Plan, wish: Decision, seen: Seen, why: str) -> Asked:
    rule, workspace = plan.rule, plan.workspace
    if seen.live is not None:
        return ask(automation, rule, wish, seen.live, workspace, why)
    if rule.action.do is Do.FIELD:
        return ask_field(automation, rule, wish, seen.records, seen.looked, workspace, why)
    return ask_task(automation, rule, wish, workspace, why)


def _finish(plan: Plan, carried: Container[int]) -> None:
    """All others, how many there were, up to where it has looked, and who is told: at once."""
    run = AutomationRun.objects.select_for_update().get(pk=plan.run.pk)
    if run.ended_at is not None:
        return
    others = [one for one in plan.decisions if id(one) not in carried]
    for one in others:
        if one.outcome is not Outcome.UNMET:
            record_decision(run, plan.rule, one)
    end_run(run, len(plan.decisions), _unmet(others))
    row = Automation.objects.select_for_update(no_key=True).get(pk=plan.automation.pk)
    if row.version == run.version:
        row.judged = {**row.judged, **plan.look.judged}
        row.save(update_fields=["judged"])
    if run.is_live:
        tell_run(run, plan.automation, plan.rule, plan.workspace)


def _unmet(decisions: Sequence[Decision]) -> list[Decision]:
    return [one for one in decisions if one.outcome is Outcome.UNMET]
