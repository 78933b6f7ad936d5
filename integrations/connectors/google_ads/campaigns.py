"""One campaign at Google Ads: how it stands, and what is changed of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop as _

from integrations.connectors.campaigns import (
    ACTIVE,
    PAUSED,
    REMOVED,
    CampaignChange,
    CampaignDesk,
    CampaignGone,
    CampaignState,
)
from integrations.connectors.contract import VendorAccount
from integrations.connectors.google_ads.client import Client

_STATUS = {"ENABLED": ACTIVE, "PAUSED": PAUSED}
_WORDS = {status: word for word, status in _STATUS.items()}
_FIELDS = (
    "campaign.id, campaign.name, campaign.status, campaign_budget.id, "
    "campaign_budget.resource_name, campaign_budget.amount_micros, campaign_budget.period, "
    "campaign_budget.explicitly_shared, campaign_budget.reference_count"
)
_NOT_DAILY = _("Its budget is one for the whole campaign, not one a day.")
# What a user who may only look is told.
_LOOKS_ONLY = ("ACTION_NOT_PERMITTED", "USER_PERMISSION_DENIED")


def look(client: Client, account: VendorAccount, external_id: str) -> CampaignState:
    """As it stands now, with the names of those that share its budget."""
    rows = _rows(client, account, f"campaign.id = {int(external_id)}")
    if not rows:
        raise CampaignGone(translate("Google Ads shows no such campaign to the connected user."))
    (row,) = rows
    campaign, budget = row["campaign"], row.get("campaignBudget", {})
    is_daily = budget.get("period", "DAILY") == "DAILY" and "amountMicros" in budget
    return CampaignState(
        external_id=str(campaign["id"]),
        name=str(campaign.get("name", "")),
        status=_STATUS.get(str(campaign.get("status", "")), REMOVED),
        currency=account.currency,
        daily_budget_micros=int(budget["amountMicros"]) if is_daily else None,
        no_budget="" if is_daily else _NOT_DAILY,
        shared_with=_sharers(client, account, str(campaign["id"]), budget),
        budget=str(budget.get("resourceName", "")),
    )


def _sharers(
    client: Client, account: VendorAccount, own: str, budget: Mapping[str, Any]
) -> tuple[str, ...]:
    if not budget.get("explicitlyShared") and int(budget.get("referenceCount", 1)) < 2:
        return ()
    rows = _rows(client, account, f"campaign_budget.id = {int(budget['id'])}")
    names = [str(r["campaign"].get("name", "")) for r in rows if str(r["campaign"]["id"]) != own]
    return tuple(sorted(names))


def _rows(client: Client, account: VendorAccount, condition: str) -> list[dict[str, Any]]:
    # Fields are our own, and the condition is made of numbers.
    query = f"SELECT {_FIELDS} FROM campaign WHERE {condition}"  # noqa: S608
    rows, _summary = client.search(account.external_id, account.login, query)
    return rows


def write(
    client: Client,
    account: VendorAccount,
    state: CampaignState,
    change: CampaignChange,
    is_dry: bool,
) -> None:
    """The status of the campaign, or the amount of its budget."""
    if change.status:
        name = f"customers/{account.external_id}/campaigns/{state.external_id}"
        update = {"resourceName": name, "status": _WORDS[change.status]}
        operation: dict[str, Any] = {"update": update, "updateMask": "status"}
        what = "campaigns"
    else:
        amount = str(change.daily_budget_micros)
        update = {"resourceName": state.budget, "amountMicros": amount}
        operation = {"update": update, "updateMask": "amountMicros"}
        what = "campaignBudgets"
    client.mutate(account.external_id, account.login, what, operation, is_dry=is_dry)


def smallest_micros(currency: str) -> int:
    """Google rounds nothing: whole cents, or whole units where there are none."""
    return 1_000_000 if currency in ("JPY", "KRW", "CLP", "VND", "ISK") else 10_000


# No scope of its own: Google's one scope covers both.
DESK = CampaignDesk(
    look=look,
    write=write,
    smallest_micros=smallest_micros,
    lacks_right=lambda error: error in _LOOKS_ONLY,
)
