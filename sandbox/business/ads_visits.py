"""What visits to the website led to: leads as key events, and won deals as revenue."""

import sqlite3
from collections import defaultdict
from datetime import date
from zlib import crc32

from sandbox.business.ads_conversions import LocalDays
from sandbox.business.ads_origins import Origin, lead_origin

# A key event is credited to its visit at once or up to so many days later.
CREDIT_DAYS = 12
Events = dict[date, dict[Origin, list[int]]]
Revenue = dict[date, dict[Origin, int]]
_LEADS = """
SELECT l."Id", l."CreatedDate", l."LeadSource",
 (SELECT c."Name" FROM "CampaignMember" m JOIN "Campaign" c ON c."Id" = m."CampaignId"
  WHERE m."LeadId" = l."Id" AND m."CreatedDate" = l."CreatedDate" LIMIT 1)
FROM "Lead" l
"""
_WON = """
SELECT o."CloseDate", o."LeadSource", c."Name",
 sum(CASE WHEN o."CurrencyIsoCode" = 'EUR' THEN o."Amount" / 0.92 ELSE o."Amount" END)
FROM "Opportunity" o LEFT JOIN "Campaign" c ON c."Id" = o."CampaignId"
WHERE o."IsWon" = 1 AND o."IsDeleted" = 0 AND o."Amount" IS NOT NULL GROUP BY 1, 2, 3
"""


def key_events(db: sqlite3.Connection, zone: str) -> Events:
    """Day -> origin -> leads by how many days later they are credited (0 to 11)."""
    days, found = LocalDays(zone), Events()
    for lead_id, created, source, campaign in db.execute(_LEADS):
        chance = crc32(lead_id.encode())
        origin = lead_origin(campaign, source, chance >> 4)
        if origin is not None:
            day, _ = days.of(created)
            counts = found.setdefault(day, {}).setdefault(origin, [0] * CREDIT_DAYS)
            counts[_lag(chance % 100, chance >> 9)] += 1
    return found


def won_revenue(db: sqlite3.Connection) -> Revenue:
    """Day of the close -> origin -> cents of US dollars."""
    found: defaultdict[date, dict[Origin, int]] = defaultdict(dict)
    for day, source, campaign, amount in db.execute(_WON):
        origin = lead_origin(campaign, source, 0)
        if origin is not None:
            into = found[date.fromisoformat(day)]
            into[origin] = into.get(origin, 0) + round(amount * 100)
    return dict(found)


def _lag(chance: int, other: int) -> int:
    return 0 if chance < 84 else 1 if chance < 90 else 2 + other % (CREDIT_DAYS - 2)
