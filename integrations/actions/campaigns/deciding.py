"""Two persons: who asked for a large change is not the one who approves it."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Trouble
from accounts.permissions import Permission
from integrations.actions.campaigns.ending import end_action
from integrations.actions.campaigns.proposing import check_source, is_allowed, start
from integrations.actions.campaigns.steps import note_step
from integrations.actions.campaigns.telling import tell_decided, tell_ended
from integrations.actions.campaigns.waiting import is_waiting
from integrations.models import CampaignAction

_State = CampaignAction.State


def approve_action(*, action_id: UUID, by: UUID) -> CampaignAction:
    """Put a proposed change on its way; raises Refused for the one who asked for it."""
    action = _waiting(action_id)
    _check_decider(action, by)
    if action.asked_by == by:
        raise Refused(
            _("You asked for this change, so somebody else has to approve it."),
            advice=_("Ask another owner or admin."),
            code="own_action",
        )
    check_source(action.source)
    _decide(action, _State.APPROVED, by)
    start(action)
    audit.record("campaign_action.approved", action)
    return action


def refuse_action(*, action_id: UUID, by: UUID, why: str = "") -> CampaignAction:
    """Let a proposed change be; who asked for it may take it back by the same way.

    So is one withdrawn that is approved and waits while the workspace stands still.
    """
    action = find_action(action_id)
    if not is_waiting(action):
        _check_undecided(action)
    if action.asked_by != by:
        _check_decider(action, by)
    action.trouble_code, action.trouble_text = "", why[:500]
    action.ended_at = timezone.now()
    _decide(action, _State.REFUSED, by)
    tell_ended(action)
    audit.record("campaign_action.refused", action)
    return action


def withdraw_proposed(*, origin_id: UUID, why: str) -> int:
    """Let be what an origin asked for and nobody has decided: it asks so no more; how many."""
    rows = CampaignAction.objects.select_for_update(no_key=True, of=("self",))
    waiting = list(rows.filter(origin_id=origin_id, state=_State.PROPOSED).select_related("source"))
    for action in waiting:
        action.trouble_text, action.ended_at = why[:500], timezone.now()
        _decide(action, _State.REFUSED, None)
        audit.record("campaign_action.refused", action)
    return len(waiting)


def give_up_action(*, action_id: UUID, by: UUID) -> CampaignAction:
    """A member has looked at the platform: nobody waits any more for what is unknown."""
    action = find_action(action_id)
    _check_decider(action, by)
    if action.state != _State.UNKNOWN:
        raise Trouble(
            _("What became of it is known."),
            advice=_("Load the page again to see what became of it."),
            code="known",
        )
    end_action(action, _State.FAILED, trouble=Trouble(_("A member gave it up."), code="given_up"))
    return action


def find_action(action_id: UUID) -> CampaignAction:
    """The action, its row locked; raises Trouble("no_action") for another workspace's."""
    rows = CampaignAction.objects.select_related("source", "campaign")
    found = rows.select_for_update(no_key=True, of=("self",)).filter(pk=action_id).first()
    if found is None:
        raise Trouble(
            _("There is no such action."), advice=_("Choose one from the list."), code="no_action"
        )
    return found


def _waiting(action_id: UUID) -> CampaignAction:
    action = find_action(action_id)
    _check_undecided(action)
    return action


def _check_undecided(action: CampaignAction) -> None:
    if action.state != _State.PROPOSED:
        raise Trouble(
            _("Somebody has decided about it already."),
            advice=_("Load the page again to see what became of it."),
            code="decided",
        )


def _check_decider(action: CampaignAction, by: UUID) -> None:
    if not is_allowed(by, Permission.APPROVE_CAMPAIGNS):
        raise Refused(
            _("Your role may not decide about changes."), advice=_("Ask an owner or admin.")
        )


def _decide(action: CampaignAction, state: str, by: UUID | None) -> None:
    action.state, action.decided_by, action.decided_at = state, by, timezone.now()
    action.save()
    note_step(action, str(state), by=by)
    tell_decided(action)
