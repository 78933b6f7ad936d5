"""Answers a preview: what a version would have done over the last weeks. By a job."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.jobs import Lease
from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.automations.deciding import Outcome
from analytics.automations.fields import Looked, field_of, look_at, records_of, told
from analytics.automations.recording import plain, seen_of
from analytics.automations.replaying import WEEKS, Replayed, replay
from analytics.automations.rule import Action, Do, rule_from
from analytics.automations.seeing import Sight
from analytics.automations.things import CAMPAIGN
from analytics.models import AutomationPreview, AutomationVersion
from integrations.actions import Target

MOST_SHOWN = 200
# Of so many campaigns records are looked for, and so many are asked of the CRM.
MOST_CAMPAIGNS, MOST_LOOKED = 20, 20


@dataclass(frozen=True)
class ToLook:
    """The records of a preview: which, how many there are, and of how many campaigns none."""

    action: Action
    targets: tuple[Target, ...]
    count: int
    campaigns: int
    lacking: int


def run_preview(*, preview_id: UUID) -> list[str]:
    """In a transaction; one that is answered stays as it is.

    Gives the campaigns of which records are to be looked at before it is done: the newest first.
    """
    rows = AutomationPreview.objects.select_for_update().filter(done_at=None)
    preview = rows.filter(pk=preview_id).first()
    if preview is None:
        return []
    version = AutomationVersion.objects.get(
        automation_id=preview.automation_id, number=preview.version
    )
    workspace = Workspace.objects.get(pk=require_workspace_id())
    today = timezone.now().astimezone(workspace.zone).date()
    rule = rule_from(version.rule)
    sight, found = replay(str(preview.automation_id), rule, workspace, today)
    preview.result = _result(sight, found)
    keys = _acted(found) if rule.action.do is Do.FIELD else []
    preview.done_at = None if keys else timezone.now()
    preview.save(update_fields=["result", "done_at"])
    return keys


def records_to_look_at(*, preview_id: UUID, keys: Sequence[str]) -> ToLook:
    """Those that the rule would touch by what is known today; in a transaction."""
    preview = AutomationPreview.objects.get(pk=preview_id)
    version = AutomationVersion.objects.get(
        automation_id=preview.automation_id, number=preview.version
    )
    action = rule_from(version.rule).action
    found = [records_of(action, UUID(key)) for key in keys]
    targets = tuple(target for one in found for target in one.targets)
    lacking = [one for one in found if one.lacks]
    return ToLook(action, targets, sum(one.count for one in found), len(keys), len(lacking))


def keep_records(*, preview_id: UUID, to_look: ToLook, looked: Sequence[Looked]) -> None:
    """With how they stand there the preview is done; in a transaction."""
    rows = AutomationPreview.objects.select_for_update().filter(done_at=None)
    preview = rows.filter(pk=preview_id).first()
    if preview is None:
        return
    asked = field_of(to_look.action)
    kind = asked.kind if asked else ""
    preview.result = (preview.result or {}) | {
        "records": {
            "kind": kind,
            "source": str(asked.source_id) if asked else "",
            "count": to_look.count,
            "campaigns": to_look.campaigns,
            "lacking": to_look.lacking,
            "would": len(to_look.targets),
            "looked": told(looked, people=kind == "Lead"),
        }
    }
    preview.done_at = timezone.now()
    preview.save(update_fields=["result", "done_at"])


def answer_preview(lease: Lease, *, preview_id: UUID) -> None:
    """The replay; then, of a rule that sets a field, how the records stand there now."""
    with lease.batch():
        keys = run_preview(preview_id=preview_id)
    if not keys:
        return
    with lease.batch():
        to_look = records_to_look_at(preview_id=preview_id, keys=keys)
    looked = look_at(
        to_look.targets[:MOST_LOOKED],
        to_look.action,
        workspace_id=lease.workspace_id,
        run=f"preview:{preview_id}",
    )
    with lease.batch():
        keep_records(preview_id=preview_id, to_look=to_look, looked=looked)


def _acted(found: Sequence[Replayed]) -> list[str]:
    """The campaigns that it would have acted on, each once, the newest first."""
    acted = [one.decision for one in reversed(found) if one.decision.outcome is Outcome.ACTED]
    keys = [one.evidence.thing.key for one in acted if one.evidence.thing.kind == CAMPAIGN]
    return list(dict.fromkeys(keys))[:MOST_CAMPAIGNS]


def _result(sight: Sight, found: list[Replayed]) -> dict[str, Any]:
    by = {outcome: [one for one in found if one.decision.outcome is outcome] for outcome in Outcome}
    told = [one for one in found if _is_told(one)]
    sources = sight.ready.sources.values()
    return {
        "weeks": WEEKS,
        "campaigns": len(sight.things),
        "with_days": sum(1 for key in sight.things if sight.days.ads.get(key)),
        "days": len({one.on for one in found}),
        "counts": {outcome.value: len(many) for outcome, many in by.items()},
        "acted_things": len({one.decision.evidence.thing.key for one in by[Outcome.ACTED]}),
        "found": [_line(one) for one in reversed(told)][:MOST_SHOWN],
        "sources": [
            {
                "source": one.source,
                "last_on": one.last_on.isoformat() if one.last_on else None,
                "settles_after": one.settles_after,
                "is_learned": one.is_learned,
            }
            for one in sources
        ],
        "waits": list(sight.ready.waits),
    }


def _is_told(one: Replayed) -> bool:
    """That it leaves alone what it has just looked after is counted, and not told day by day."""
    decision = one.decision
    return decision.outcome is not Outcome.UNMET and decision.reason != "cooling"


def _line(one: Replayed) -> dict[str, Any]:
    decision = one.decision
    return {
        "on": one.on.isoformat(),
        "outcome": decision.outcome.value,
        "reason": decision.reason,
        "details": plain(decision.details),
        **seen_of(decision.evidence),
    }
