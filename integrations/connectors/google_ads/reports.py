"""Asks Google Ads for customers, campaigns, days and totals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from integrations.connectors.contract import AdCampaign, Asked, Report, VendorAccount
from integrations.connectors.google_ads.client import Client
from integrations.connectors.google_ads.mapping import account_of, campaign_of, day_of, totals_of
from integrations.connectors.google_ads.streams import CAMPAIGN_DAYS
from integrations.connectors.refusals import Refused

_CLIENTS = """
SELECT customer_client.id, customer_client.descriptive_name, customer_client.currency_code,
    customer_client.time_zone, customer_client.manager, customer_client.level
FROM customer_client WHERE customer_client.status = 'ENABLED'
"""
_WINDOWS = """
SELECT conversion_action.id, conversion_action.click_through_lookback_window_days
FROM conversion_action WHERE conversion_action.status = 'ENABLED'
"""
_CAMPAIGNS = """
SELECT campaign.id, campaign.name, campaign.status, campaign.advertising_channel_type FROM campaign
"""
_SELECTED = ", ".join(["campaign.id", *(field.name for field in CAMPAIGN_DAYS.fields)])
_METRICS = ", ".join(f.name for f in CAMPAIGN_DAYS.fields if f.name.startswith("metrics."))
# Sums of whole numbers, which have to be the same to the last digit.
_EXACT = ("impressions", "clicks", "spend_micros")
# Of so many customers each is asked for its conversion window; of more the longest is assumed.
_ASKED_ONE_BY_ONE = 50
_LONGEST_WINDOW = 90
# A customer that was closed keeps no other back.
_CLOSED = ("CUSTOMER_NOT_ENABLED", "USER_PERMISSION_DENIED")


def accounts(client: Client) -> Sequence[VendorAccount]:
    """All customers with campaigns of their own that the log-in opens, below managers or not."""
    found: dict[str, VendorAccount] = {}
    for root in client.roots():
        try:
            rows, _ = client.search(root, root, _CLIENTS)
        except Refused as refused:
            if refused.error not in _CLOSED:
                raise
            continue
        names = {str(r["customerClient"]["id"]): r["customerClient"] for r in rows}
        above = str(names.get(root, {}).get("descriptiveName", ""))
        for row in rows:
            if not row["customerClient"].get("manager"):
                account = account_of(row, login=root, parent=above if len(rows) > 1 else "")
                found.setdefault(account.external_id, account)
    return [_with_window(client, account, len(found)) for account in found.values()]


def _with_window(client: Client, account: VendorAccount, count: int) -> VendorAccount:
    if count > _ASKED_ONE_BY_ONE:
        return replace(account, history_days=_LONGEST_WINDOW)
    rows, _ = client.search(account.external_id, account.login, _WINDOWS)
    days = [int(r["conversionAction"].get("clickThroughLookbackWindowDays", 0)) for r in rows]
    return replace(account, history_days=max(days, default=0))


def campaigns(client: Client, account: VendorAccount) -> Sequence[AdCampaign]:
    """All campaigns, removed ones among them: their days are still told."""
    rows, _ = client.search(account.external_id, account.login, _CAMPAIGNS)
    return [campaign_of(row, account.currency) for row in rows]


def read(client: Client, asked: Asked) -> Report:
    """The days of all campaigns, with Google's own sums of them."""
    # Days are ISO dates, fields our own.
    query = (
        f"SELECT {_SELECTED} FROM campaign "  # noqa: S608
        f"WHERE segments.date BETWEEN '{asked.first_on}' AND '{asked.last_on}'"
    )
    account = asked.account
    rows, summary = client.search(account.external_id, account.login, query, has_summary=True)
    sums = totals_of(summary)
    return Report(
        rows=[day_of(row) for row in rows],
        campaigns=[campaign_of(row, account.currency) for row in rows],
        totals={name: sums[name] for name in _EXACT} if summary else {},
    )


def totals(
    client: Client, account: VendorAccount, first_on: date, last_on: date
) -> Mapping[str, int]:
    """The customer's own report of the same days, which knows no campaigns."""
    query = (
        f"SELECT {_METRICS} FROM customer "  # noqa: S608
        f"WHERE segments.date BETWEEN '{first_on}' AND '{last_on}'"
    )
    rows, _ = client.search(account.external_id, account.login, query)
    return totals_of(rows[0].get("metrics", {}) if rows else {})
