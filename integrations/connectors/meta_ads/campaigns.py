"""One campaign at Meta: how it stands, and what is changed of it."""

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
from integrations.connectors.meta_ads.client import Client
from integrations.connectors.meta_ads.oauth import ADS_MANAGEMENT
from integrations.connectors.refusals import Refused

_STATUS = {"ACTIVE": ACTIVE, "PAUSED": PAUSED}
_WORDS = {status: word for word, status in _STATUS.items()}
_FIELDS = "id,name,account_id,status,daily_budget,lifetime_budget"
_AT_AD_SETS = _("Its budget is set at its ad sets. Change it there, in Meta Ads Manager.")
_LIFETIME = _("Its budget is one for its whole life, not one a day.")
_UNKNOWN = "100/33"
# Currencies whose budgets Meta tells in whole units; all others in hundredths.
_WHOLE = frozenset(("CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND"))
_MICROS, _HUNDREDTH = 1_000_000, 10_000
# (#200) and (#10): this person, or the app, has not got the permission.
_LOOKS_ONLY = ("10", "200", "294")


def look(client: Client, account: VendorAccount, external_id: str) -> CampaignState:
    """As it stands now; a campaign of another account is none of this source's."""
    try:
        row = client.read(external_id, {"fields": _FIELDS})
    except Refused as refused:
        if refused.error == _UNKNOWN:
            raise _gone() from refused
        raise
    if str(row.get("account_id", account.external_id)) != account.external_id:
        raise _gone()
    cents = row.get("daily_budget")
    # Meta says 0 for a budget that is none.
    has_one = cents is not None and int(cents) > 0
    is_for_life = int(row.get("lifetime_budget") or 0) > 0
    return CampaignState(
        external_id=str(row["id"]),
        name=str(row.get("name", "")),
        status=_STATUS.get(str(row.get("status", "")), REMOVED),
        currency=account.currency,
        daily_budget_micros=int(cents or 0) * smallest_micros(account.currency)
        if has_one
        else None,
        no_budget="" if has_one else _LIFETIME if is_for_life else _AT_AD_SETS,
        budget=str(row["id"]) if has_one else "",
    )


def write(
    client: Client,
    account: VendorAccount,
    state: CampaignState,
    change: CampaignChange,
    is_dry: bool,
) -> None:
    """The campaign's status, or its budget in the currency's smallest unit."""
    asked: dict[str, Any] = {"execution_options": ["validate_only"]} if is_dry else {}
    if change.status:
        asked["status"] = _WORDS[change.status]
    else:
        micros = change.daily_budget_micros or 0
        asked["daily_budget"] = str(micros // smallest_micros(account.currency))
    client.change(state.external_id, asked)


def smallest_micros(currency: str) -> int:
    """One unit of what Meta calls minor units."""
    return _MICROS if currency in _WHOLE else _HUNDREDTH


def _gone() -> CampaignGone:
    return CampaignGone(translate("Meta shows no such campaign to the connected user."))


DESK = CampaignDesk(
    look=look,
    write=write,
    smallest_micros=smallest_micros,
    lacks_right=lambda error: error.partition("/")[0] in _LOOKS_ONLY,
    scope=ADS_MANAGEMENT,
    give_back=lambda client: client.give_back(ADS_MANAGEMENT),
)
