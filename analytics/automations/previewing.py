"""Answers a preview: what a version would have done over the last weeks. By a job."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.automations.deciding import Outcome
from analytics.automations.recording import plain, seen_of
from analytics.automations.replaying import WEEKS, Replayed, replay
from analytics.automations.rule import rule_from
from analytics.automations.seeing import Sight
from analytics.models import AutomationPreview, AutomationVersion

MOST_SHOWN = 200


def run_preview(*, preview_id: UUID) -> None:
    """In a transaction; one that is answered stays as it is."""
    rows = AutomationPreview.objects.select_for_update().filter(done_at=None)
    preview = rows.filter(pk=preview_id).first()
    if preview is None:
        return
    version = AutomationVersion.objects.get(
        automation_id=preview.automation_id, number=preview.version
    )
    workspace = Workspace.objects.get(pk=require_workspace_id())
    today = timezone.now().astimezone(workspace.zone).date()
    rule = rule_from(version.rule)
    sight, found = replay(str(preview.automation_id), rule, workspace, today)
    preview.result = _result(sight, found)
    preview.done_at = timezone.now()
    preview.save(update_fields=["result", "done_at"])


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
