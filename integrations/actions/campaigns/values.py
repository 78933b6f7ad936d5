"""What is asked and told of changes of campaigns: frozen values, nothing of a vendor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.errors import Trouble
from integrations.connectors.campaigns import ACTIVE, PAUSED, REMOVED, CampaignState
from integrations.models import CampaignAction

__all__ = ["ACTIVE", "PAUSED", "REMOVED", "Asker", "LiveCampaign", "Origin", "Proposal", "Seen"]

What, OriginKind = CampaignAction.What, CampaignAction.OriginKind
STATUS_AFTER = {What.PAUSE: PAUSED, What.RESUME: ACTIVE}
# By what a change is compared with what is seen later.
STATUS, BUDGET = "status", "daily_budget_micros"
Seen = Mapping[str, Any]


@dataclass(frozen=True)
class Asker:
    """Who asks: a member, or a rule by its name."""

    user_id: UUID | None = None
    rule: str = ""


@dataclass(frozen=True)
class Origin:
    """Because of what an action is asked for: a person's own wish, an automation or an incident.

    `label` is its name and `path` the address of its page, below our own host; both are kept as
    they are given, for the pages of the action.
    """

    kind: str = OriginKind.PERSON
    id: UUID | None = None
    label: str = ""
    path: str = ""

    def __post_init__(self) -> None:
        if self.kind not in OriginKind.values:
            raise ValueError(f"no such origin: {self.kind!r}")
        if self.path and (not self.path.startswith("/") or self.path.startswith(("//", "/\\"))):
            raise ValueError(f"not a path of ours: {self.path!r}")


BY_HAND = Origin()


@dataclass(frozen=True)
class Proposal:
    """What is asked for: of which campaign, what, from what that was seen to what is to be.

    `needs` is a word of the asker's own why a second member has to approve it, whatever the limits.
    """

    campaign_id: UUID
    what: str
    before: Seen
    key: str
    daily_budget_micros: int | None = None
    reason: str = ""
    needs: str = ""

    @property
    def wanted(self) -> dict[str, Any]:
        """In the words of `before`."""
        if self.what == What.BUDGET:
            return {BUDGET: self.daily_budget_micros}
        return {STATUS: STATUS_AFTER[What(self.what)]}


@dataclass(frozen=True)
class LiveCampaign:
    """A campaign with how it stands at its platform now, or the trouble why nobody can say."""

    state: CampaignState | None
    trouble: Trouble | None = None
    smallest_micros: int = 1

    @property
    def seen(self) -> dict[str, Any]:
        """What a proposal is made from."""
        return seen_of(self.state) if self.state else {}


def seen_of(state: CampaignState) -> dict[str, Any]:
    """The words by which states are compared and kept."""
    return {STATUS: state.status, BUDGET: state.daily_budget_micros}


def touched(action: CampaignAction) -> str:
    """Which of the words an action changes."""
    return BUDGET if action.what == What.BUDGET else STATUS
