"""What a connector can do about one campaign where it runs: look, pause, resume, budget."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.errors import Trouble

ACTIVE, PAUSED, REMOVED = "active", "paused", "removed"


@dataclass(frozen=True)
class CampaignState:
    """A campaign as it stands at the platform at this moment.

    `status` is one of the words above. `daily_budget_micros` is None where the campaign has none of
    its own to set; then `no_budget` is a message id that says why. `shared_with` names the other
    campaigns that spend from the same budget. `budget` is the platform's own name of the budget.
    """

    external_id: str
    name: str
    status: str
    currency: str
    daily_budget_micros: int | None = None
    no_budget: str = ""
    shared_with: tuple[str, ...] = ()
    budget: str = ""

    @property
    def budget_is_own(self) -> bool:
        """Whether its budget can be set without touching another campaign's."""
        return self.daily_budget_micros is not None and not self.shared_with


@dataclass(frozen=True)
class CampaignChange:
    """What is to be; one of the two alone."""

    status: str = ""
    daily_budget_micros: int | None = None


class CampaignGone(Trouble):
    """The campaign is not there any more, or not for this user."""

    code = "campaign_gone"


class OutcomeUnknown(Exception):
    """The change was sent, and no answer came: only a look can tell whether it was done."""


@dataclass(frozen=True)
class CampaignDesk:
    """The calls about one campaign. All take the engine's client and the vendor's account first.

    `look` raises CampaignGone. `write` sends a change once, or with `is_dry` has it checked alone;
    it raises Refused, Later, AccessEnded and OutOfReach where nothing was done, and OutcomeUnknown.
    `smallest_micros` is the unit of money in which a currency's budgets are told. `scope` is the
    right to write where it is one of its own, asked for only where the workspace has said that
    campaigns may be changed; `give_back` ends that right alone. `lacks_right` tells a refusal that
    means that the connected user may only look.
    """

    look: Callable[[Any, Any, str], CampaignState]
    write: Callable[[Any, Any, CampaignState, CampaignChange, bool], None]
    smallest_micros: Callable[[str], int]
    lacks_right: Callable[[str], bool]
    scope: str = ""
    give_back: Callable[[Any], None] | None = None
