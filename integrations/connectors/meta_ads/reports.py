"""Asks Meta for ad accounts, campaigns, days and totals."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from integrations.connectors.contract import AdCampaign, Asked, Report, VendorAccount
from integrations.connectors.meta_ads.client import Client
from integrations.connectors.meta_ads.jobs import read_rows
from integrations.connectors.meta_ads.mapping import (
    account_of,
    campaign_of,
    day_of,
    totals_of,
    unlisted_campaign,
)
from integrations.connectors.meta_ads.questions import (
    ACCOUNT_FIELDS,
    CAMPAIGN_FIELDS,
    STATUSES,
    TOTAL_FIELDS,
    time_range,
)


def accounts(client: Client) -> Sequence[VendorAccount]:
    """All ad accounts that the person may read."""
    rows, _ = client.pages("me/adaccounts", {"fields": ACCOUNT_FIELDS, "limit": 200})
    return [account_of(row) for row in rows]


def campaigns(client: Client, account: VendorAccount) -> Sequence[AdCampaign]:
    """All campaigns, archived and deleted ones among them: their days are still told."""
    number = account.external_id
    if number not in client.listed:
        asked = {"fields": CAMPAIGN_FIELDS, "effective_status": STATUSES, "limit": 200}
        rows, _ = client.pages(f"act_{number}/campaigns", asked)
        found = [campaign_of(row, account.currency) for row in rows]
        client.listed[number] = {campaign.external_id: campaign for campaign in found}
    return list(client.listed[number].values())


def read(client: Client, asked: Asked) -> Report:
    """The days of all campaigns, with Meta's own sums of them."""
    campaigns(client, asked.account)
    listed = client.listed[asked.account.external_id]
    rows, summaries = read_rows(client, asked, sorted(listed))
    named = {
        row["campaign_id"]: listed.get(row["campaign_id"])
        or unlisted_campaign(row, asked.account.currency)
        for row in rows
    }
    whole: Counter[str] = Counter()
    for summary in summaries:
        whole.update(totals_of(summary))
    return Report(
        rows=[day_of(row) for row in rows], campaigns=list(named.values()), totals=dict(whole)
    )


def totals(
    client: Client, account: VendorAccount, first_on: date, last_on: date
) -> Mapping[str, int]:
    """The account's own report of the same days, which knows no campaigns and leaves none out."""
    asked = {
        "level": "account",
        "fields": TOTAL_FIELDS,
        "time_range": time_range(first_on, last_on),
    }
    rows, _ = client.pages(f"act_{account.external_id}/insights", asked)
    return totals_of(rows[0] if rows else {})
