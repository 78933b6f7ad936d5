"""How an action ends: its state, its last step, the trail, and who is told."""

from uuid import UUID

from django.utils import timezone

from accounts import audit
from accounts.errors import Trouble
from integrations.actions.campaigns.steps import note_step
from integrations.actions.campaigns.telling import tell_ended
from integrations.models import CampaignAction

_State = CampaignAction.State


def is_over(action: CampaignAction) -> bool:
    """Whether nothing will become of it any more."""
    return not action.is_open


def end_action(action: CampaignAction, state: str, *, trouble: Trouble | None = None) -> None:
    """End it, in the current transaction; what it undid is undone with it."""
    was_unknown = action.state == _State.UNKNOWN
    action.state, action.ended_at = state, timezone.now()
    action.trouble_code = trouble.code[:40] if trouble else ""
    action.trouble_text = str(trouble)[:500] if trouble else ""
    action.save()
    note_step(action, str(state), after=action.after, trouble=action.trouble_code)
    if state == _State.DONE and action.undoes_id is not None:
        _mark_undone(action, action.undoes_id)
    if state == _State.FAILED or was_unknown:
        tell_ended(action)
    if state == _State.DONE:
        audit.record("campaign_action.done", action, what=action.what)
    else:
        audit.record("campaign_action.failed", action, trouble=action.trouble_code)


def _mark_undone(action: CampaignAction, undone_id: UUID) -> None:
    undone = CampaignAction.objects.get(pk=undone_id)
    undone.state = _State.UNDONE
    undone.save(update_fields=["state"])
    note_step(undone, "undone", by=action.asked_by)
