"""What ads brought: the leads of a campaign, each known to its platform some time later."""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zlib import crc32
from zoneinfo import ZoneInfo

from sandbox.business.ads_growth import HOUR

DAY = 86_400
# What the platforms were told that a lead is worth, in cents of the account's currency.
VALUES = {"Sensors": 12_000, "Gateways": 18_000, "Fleet Software": 26_000, "Calibration": 6_000}
# Of 1,000 leads so many come within so many days of the click; none later than 26.
_LAGS = ((620, 0), (740, 1), (810, 2), (850, 3), (880, 4), (900, 5), (918, 6), (930, 7))
_TAIL_FROM, _TAIL_DAYS = 8, 19
_VIEWED = 110  # of 1,000 people who saw an ad and came within a day had not clicked it
_SQL = """
SELECT l."Id", l."CreatedDate", l."Product_Interest__c"
FROM "CampaignMember" m JOIN "Lead" l ON l."Id" = m."LeadId"
WHERE m."CampaignId" = (SELECT "Id" FROM "Campaign" WHERE "Name" = ?)
AND l."CreatedDate" = m."CreatedDate"
"""


@dataclass(frozen=True, slots=True)
class Conversion:
    """One lead as an ad platform counts it, credited to the day of the click.

    `lag` is the number of days between click and conversion (0 to 26), `value` is in cents of
    the account's currency, `arrives` the second from which reads show it. A view-through has
    no click. `draw` picks the ad, from 0 to 65,535.
    """

    day: date
    lag: int
    is_view: bool
    value: int
    arrives: int
    draw: int

    def counts_in(self, window: str) -> bool:
        """Whether a window such as 7d_click, 28d_click or 1d_view holds it."""
        days, _, kind = window.partition("d_")
        return self.is_view == (kind == "view") and self.lag <= int(days)


def conversions_of(
    db: sqlite3.Connection, campaign: str, zone: str, *, has_views: bool
) -> dict[date, tuple[Conversion, ...]]:
    """All conversions of a campaign by the day of their click, in the account's zone."""
    days = LocalDays(zone)
    found: defaultdict[date, list[Conversion]] = defaultdict(list)
    for lead_id, created, product in db.execute(_SQL, (campaign,)):
        chance = crc32(lead_id.encode())
        lag = _lag(chance % 1000, chance >> 10)
        is_view = has_views and lag <= 1 and (chance >> 13) % 1000 < _VIEWED
        day, second = days.of(created)
        # Platforms hear of a lead some hours after it came.
        arrives = second + lag * DAY + (1 + (chance >> 7) % 4) * HOUR
        value = VALUES.get(product, VALUES["Sensors"])
        found[day].append(Conversion(day, lag, is_view, value, arrives, chance >> 16))
    return {day: tuple(rows) for day, rows in found.items()}


def _lag(chance: int, other: int) -> int:
    for limit, days in _LAGS:
        if chance < limit:
            return days
    return _TAIL_FROM + other % _TAIL_DAYS


class LocalDays:
    """Local days of stored stamps; each hour is looked up once."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._hours: dict[str, tuple[date, int]] = {}

    def of(self, stamp: str) -> tuple[date, int]:
        """(local day, second) of a stored stamp, the second cut to its hour."""
        hour = stamp[:13]
        if hour not in self._hours:
            moment = datetime.fromisoformat(hour + ":00:00+00:00")
            local = moment.astimezone(self._zone).date()
            self._hours[hour] = (local, int(moment.timestamp()))
        return self._hours[hour]
