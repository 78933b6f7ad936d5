"""A change tried without being made: the platform checks it and does nothing."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.jobs import Later
from accounts.tenancy import inside
from integrations.actions.campaigns.looking import open_campaign
from integrations.actions.campaigns.proposing import check_source
from integrations.actions.campaigns.values import BUDGET, STATUS, Seen, seen_of
from integrations.actions.campaigns.words import say_refusal
from integrations.connectors.campaigns import CampaignChange, CampaignState, OutcomeUnknown
from integrations.connectors.refusals import Refused
from integrations.models import Source


def try_change(*, workspace_id: UUID, campaign_id: UUID, wanted: Seen) -> CampaignState:
    """How the campaign stands; raises Trouble where the platform would refuse the change.

    To be called outside of any transaction.
    """
    opened = open_campaign(workspace_id=workspace_id, campaign_id=campaign_id)
    with inside(workspace_id):
        check_source(Source.objects.get(pk=opened.source_id))
    try:
        with opened.client() as client:
            state = opened.look(client)
            change = change_of(state, wanted)
            opened.desk.write(client, opened.account, state, change, True)
    except OutcomeUnknown:
        # Nothing was to be done, so nothing is unknown but whether it would be taken.
        raise Trouble(
            _("The platform did not answer."), permanent=False, advice=_("Try it once more.")
        ) from None
    except Later as later:
        words = getattr(later, "text", "") or _("The platform admits no more requests for now.")
        raise Trouble(words, permanent=False, code="api_limit") from None
    except Refused as refused:
        raise say_refusal(refused, opened.desk) from refused
    return state


def change_of(state: CampaignState, wanted: Seen) -> CampaignChange:
    """What is sent; raises Trouble where it would touch more than this campaign."""
    if BUDGET not in wanted:
        return CampaignChange(status=str(wanted[STATUS]))
    if state.daily_budget_micros is None:
        raise Trouble(
            _("The campaign has no daily budget of its own.") + " " + _(state.no_budget or ""),
            code="no_budget",
        )
    if state.shared_with:
        raise Trouble(
            _("The budget is shared with %(names)s, and would change for all of them.")
            % {"names": ", ".join(state.shared_with)},
            advice=_("Change it where it runs, or give the campaign a budget of its own there."),
            code="shared_budget",
        )
    amount = wanted[BUDGET]
    return CampaignChange(daily_budget_micros=int(str(amount)))


def stands(state: CampaignState, told: Seen, word: str) -> bool:
    """Whether the platform says the same as was told, of what an action changes."""
    return bool(seen_of(state)[word] == told.get(word))
