"""The far side of an action: how it is looked at, compared and written to, whatever it is about."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from accounts.errors import Trouble
from integrations.actions.campaigns.looking import OpenCampaign, open_campaign
from integrations.actions.campaigns.previewing import change_of, stands
from integrations.actions.campaigns.values import seen_of, touched
from integrations.actions.campaigns.words import say_refusal
from integrations.actions.records.sides import open_side as open_record_side
from integrations.connectors.campaigns import CampaignState
from integrations.connectors.refusals import Refused
from integrations.models import CampaignAction


class FarSide(Protocol):
    """What carrying out asks of the source; `made_id` is of what it has made there."""

    made_id: str

    def client(self) -> AbstractContextManager[Any]:
        """A client of the connector."""

    def look(self, client: Any) -> Any:
        """How it stands there now."""

    def seen(self, state: Any) -> dict[str, Any]:
        """The words by which states are compared and kept."""

    def stands(self, state: Any, told: Mapping[str, Any]) -> bool:
        """Whether it stands there as was told, of what the action changes."""

    def plan(self, client: Any, state: Any) -> Callable[[], None]:
        """What sends the change, once; raises Trouble before anything is sent."""

    def say(self, refused: Refused) -> Trouble:
        """A refusal in words."""


@dataclass
class CampaignSide:
    """One campaign at its platform."""

    opened: OpenCampaign
    action: CampaignAction
    made_id: str = ""

    def client(self) -> AbstractContextManager[Any]:
        return self.opened.client()

    def look(self, client: Any) -> CampaignState:
        return self.opened.look(client)

    def seen(self, state: CampaignState) -> dict[str, Any]:
        return seen_of(state)

    def stands(self, state: CampaignState, told: Mapping[str, Any]) -> bool:
        return stands(state, told, touched(self.action))

    def plan(self, client: Any, state: CampaignState) -> Callable[[], None]:
        change = change_of(state, self.action.wanted)
        return lambda: self.opened.desk.write(client, self.opened.account, state, change, False)

    def say(self, refused: Refused) -> Trouble:
        return say_refusal(refused, self.opened.desk)


def open_side(*, workspace_id: UUID, action: CampaignAction) -> FarSide:
    """Outside of any transaction; raises Trouble where nobody can ask about it."""
    if action.campaign_id is None:
        return open_record_side(workspace_id=workspace_id, action=action)
    opened = open_campaign(workspace_id=workspace_id, campaign_id=action.campaign_id)
    return CampaignSide(opened, action)
