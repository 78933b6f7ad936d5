"""Back to what stood before: an action of its own, which stops where somebody changed it since."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from integrations.actions.campaigns.deciding import find_action
from integrations.actions.campaigns.proposing import propose_action
from integrations.actions.campaigns.values import BUDGET, STATUS, Asker, Proposal, What
from integrations.connectors.campaigns import PAUSED
from integrations.models import CampaignAction


def undo_action(*, action_id: UUID, by: Asker) -> CampaignAction:
    """Ask for the way back; needs nobody's approval, because it only restores what stood.

    Raises Trouble where there is nothing to undo: not done, or undone already.
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
            advice=_("Ask for the change anew, on the page of the campaign."),
            code="is_undo",
        )
    seen = action.before | (action.after or action.wanted)
    asked = Proposal(
        campaign_id=action.campaign_id,
        what=_way_back(action),
        before=seen,
        key=f"undo:{action.pk}:{_tries(action)}",
        daily_budget_micros=action.before.get(BUDGET) if action.what == What.BUDGET else None,
    )
    return propose_action(asked=asked, by=by, undoes=action)


def _way_back(action: CampaignAction) -> str:
    if action.what == What.BUDGET:
        return What.BUDGET
    return What.PAUSE if action.before.get(STATUS) == PAUSED else What.RESUME


def _tries(action: CampaignAction) -> int:
    """One that failed may be tried again, as one that is open is the same one."""
    failed = CampaignAction.objects.filter(undoes=action, state=CampaignAction.State.FAILED)
    return failed.count()
