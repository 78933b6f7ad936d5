"""Back to what stood before: an action of its own, which stops where somebody changed it since."""

from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from integrations.actions.campaigns.deciding import find_action
from integrations.actions.campaigns.proposing import propose_action
from integrations.actions.campaigns.values import BUDGET, STATUS, Asker, Proposal, What
from integrations.actions.records.undoing import undo_record_action
from integrations.connectors.campaigns import PAUSED
from integrations.models import CampaignAction


def undo_action(*, action_id: UUID, by: Asker, over: bool = False) -> CampaignAction:
    """Ask for the way back; needs nobody's approval, because it only restores what stood.

    It stops where somebody changed it since; with `over` what that way back found there counts as
    seen, and is written over. Raises Trouble where there is nothing to undo: not done, or undone
    already.
    """
    action = find_action(action_id)
    if action.state != CampaignAction.State.DONE:
        raise Trouble(
            _("Only a change that was done can be undone."),
            advice=_("Load the page again to see what became of it."),
            code="not_done",
        )
    if action.undoes_id is not None:
        raise Trouble(
            _("What was undone is not undone again."),
            advice=_("Ask for the change anew."),
            code="is_undo",
        )
    if action.is_of_record:
        return undo_record_action(action, by=by, key=_key(action), found=_found(action, over))
    seen = action.before | (action.after or action.wanted)
    asked = Proposal(
        campaign_id=cast(UUID, action.campaign_id),
        what=_way_back(action),
        before=_found(action, over) or seen,
        key=_key(action),
        daily_budget_micros=action.before.get(BUDGET) if action.what == What.BUDGET else None,
    )
    return propose_action(asked=asked, by=by, undoes=action)


def _way_back(action: CampaignAction) -> str:
    if action.what == What.BUDGET:
        return What.BUDGET
    return What.PAUSE if action.before.get(STATUS) == PAUSED else What.RESUME


def _found(action: CampaignAction, over: bool) -> dict[str, Any] | None:
    """What the latest way back found there instead of what we wrote; None unless asked for."""
    failed = CampaignAction.objects.filter(undoes=action, trouble_code="changed_meanwhile")
    newest = failed.order_by("-asked_at").first() if over else None
    return newest.after if newest is not None else None


def _key(action: CampaignAction) -> str:
    """One that failed may be tried again, as one that is open is the same one."""
    failed = CampaignAction.objects.filter(undoes=action, state=CampaignAction.State.FAILED)
    return f"undo:{action.pk}:{failed.count()}"
