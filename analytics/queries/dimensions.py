"""By what numbers can be told apart, and by what the rows of each side can be."""

from enum import StrEnum

from analytics.metrics import Side


class Breakdown(StrEnum):
    """By what an answer is split."""

    NONE = "none"
    PLATFORM = "platform"
    CAMPAIGN = "campaign"
    LEAD_SOURCE = "lead_source"
    CRM_CAMPAIGN = "crm_campaign"
    CHANNEL = "channel"
    SOURCE = "source"


class Granularity(StrEnum):
    """Into which spans of time a series is cut; quarters are fiscal ones where there are any."""

    TOTAL = "total"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


SPLITS = {
    Side.ADS: frozenset(
        {Breakdown.PLATFORM, Breakdown.CAMPAIGN, Breakdown.CHANNEL, Breakdown.SOURCE}
    ),
    Side.LEADS: frozenset({Breakdown.LEAD_SOURCE, Breakdown.CHANNEL, Breakdown.SOURCE}),
    Side.DEALS: frozenset(
        {
            Breakdown.LEAD_SOURCE,
            Breakdown.CRM_CAMPAIGN,
            Breakdown.CHANNEL,
            Breakdown.SOURCE,
        }
    ),
    Side.VISITS: frozenset({Breakdown.SOURCE}),
}
# Deals can be tested by the ad campaigns that theirs are mapped to, too, though not split by them.
TESTED = SPLITS | {Side.DEALS: frozenset(Breakdown) - {Breakdown.NONE}}
