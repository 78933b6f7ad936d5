"""Opens a source for calls about one campaign: its client, account and desk; nothing is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.jobs import Later
from accounts.tenancy import inside
from integrations.actions.campaigns.consent import desk_of
from integrations.actions.campaigns.values import LiveCampaign
from integrations.connectors import CONNECTORS
from integrations.connectors.campaigns import CampaignDesk, CampaignState
from integrations.connectors.contract import VendorAccount
from integrations.connectors.refusals import AccessEnded, SessionExpired
from integrations.credentials import StoredTokens
from integrations.models import Campaign
from integrations.selectors import accounts_of


@dataclass(frozen=True)
class OpenCampaign:
    """A campaign as it stood here when it was opened, and how its platform is asked about it."""

    workspace_id: UUID
    source_id: UUID
    connector: str
    external_id: str
    account: VendorAccount
    desk: CampaignDesk

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A client of the connector; raises Trouble and Later in the vendor's name."""
        known = CONNECTORS[self.connector]
        tokens = StoredTokens(self.workspace_id, self.source_id)
        try:
            with known.engine.open_client(tokens) as client:
                yield client
        except SessionExpired:
            raise AccessEnded(known.label) from None

    def look(self, client: Any) -> CampaignState:
        """How it stands at the platform now; raises CampaignGone."""
        return self.desk.look(client, self.account, self.external_id)


def open_campaign(*, workspace_id: UUID, campaign_id: UUID) -> OpenCampaign:
    """Raises Trouble for another workspace's campaign, and where nothing can be asked about it."""
    with inside(workspace_id):
        rows = Campaign.objects.select_related("source")
        campaign = rows.filter(pk=campaign_id, kind="ad").first()
        if campaign is None:
            raise Trouble(_("There is no such campaign."), code="no_campaign")
        accounts = {one.external_id: one for one in accounts_of(campaign.source)}
    desk, account = desk_of(campaign.source.connector), accounts.get(campaign.account_external_id)
    if desk is None:
        raise Trouble(
            _("Campaigns of this source cannot be asked for or changed from here."),
            advice=_("Change it where it runs."),
            code="no_desk",
        )
    if campaign.source.disconnected_at is not None or account is None:
        raise Trouble(
            _("The account of this campaign is no longer connected."),
            advice=_("Connect the source again, and choose the account."),
            code="connect_again",
        )
    return OpenCampaign(
        workspace_id=workspace_id,
        source_id=campaign.source_id,
        connector=campaign.source.connector,
        external_id=campaign.external_id,
        account=account,
        desk=desk,
    )


def live_campaign(*, workspace_id: UUID, campaign_id: UUID) -> LiveCampaign:
    """How a campaign stands at its platform now, or why nobody can say; never raises for that.

    To be called outside of any transaction.
    """
    try:
        opened = open_campaign(workspace_id=workspace_id, campaign_id=campaign_id)
        with opened.client() as client:
            state = opened.look(client)
    except Later as later:
        words = getattr(later, "text", "") or _("The platform admits no more requests for now.")
        return LiveCampaign(None, Trouble(words, permanent=False, code="api_limit"))
    except Trouble as trouble:
        return LiveCampaign(None, trouble)
    return LiveCampaign(state, smallest_micros=opened.desk.smallest_micros(state.currency))
