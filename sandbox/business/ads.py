"""The ads of the business as any platform reports them: per day and ad, as read at a moment."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sandbox.business.ads_changes import changes_of, shown_parts
from sandbox.business.ads_conversions import Conversion, conversions_of
from sandbox.business.ads_growth import PARTS, bounds, draw, grown, growth, read_hour
from sandbox.business.ads_shape import Ad, AdAccount, AdCampaign, accounts_of, ads_of, campaigns_of
from sandbox.store import Store


@dataclass(frozen=True)
class AdDay:
    """One ad on one day of its account, as read; `spend` is in cents of its currency."""

    day: date
    ad: Ad
    impressions: int
    clicks: int
    spend: int
    conversions: tuple[Conversion, ...]

    @property
    def spend_micros(self) -> int:
        return self.spend * 10_000

    def conversions_in(self, *windows: str) -> tuple[int, int]:
        """(count, value in cents) of the conversions that any of the windows holds."""
        held = [c for c in self.conversions if any(c.counts_in(window) for window in windows)]
        return len(held), sum(c.value for c in held)


@dataclass(frozen=True)
class CampaignTotal:
    """One campaign on one day, as read: exactly the sum of its ads."""

    day: date
    campaign: AdCampaign
    impressions: int
    clicks: int
    spend: int
    conversions: tuple[Conversion, ...]


class AdFacts:
    """What the platforms know; reads are cheap after the first of a campaign."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        with store.reading() as db:
            meta = dict(db.execute("SELECT name, value FROM _meta").fetchall())
            self._spend = _settled(db)
        self.salt = meta["seed"]
        self.today = datetime.fromisoformat(meta["until"]).date()
        self._conversions: dict[tuple[str, str], dict[date, tuple[Conversion, ...]]] = {}

    def accounts(self, platform: str) -> tuple[AdAccount, AdAccount]:
        """The US account (USD, New York) and the EU account (EUR, Copenhagen)."""
        return accounts_of(platform)

    def campaigns(self, account: AdAccount) -> tuple[AdCampaign, ...]:
        """With the status that each has now."""
        changes = changes_of(self._store)
        return tuple(
            replace(one, status=said[-1])
            if (said := [c.status for c in changes.get(one.external_id, ()) if c.status])
            else one
            for one in campaigns_of(account, self.today)
        )

    def usual_budget(self, campaign: AdCampaign) -> int:
        """The daily budget by which the story was written, in cents: a bit above it."""
        days = self._spend.get(campaign.name, {})
        spent = [days[day][2] for day in sorted(days)[-28:]]
        mean = sum(spent) // len(spent) if spent else 0
        return max(1_000, -(-mean * 5 // 4 // 500) * 500)

    def daily_budget(self, campaign: AdCampaign) -> int:
        """The daily budget of now, in cents."""
        changes = changes_of(self._store).get(campaign.external_id, ())
        said = [change.budget for change in changes if change.budget]
        return said[-1] if said else self.usual_budget(campaign)

    def ads(self, campaign: AdCampaign) -> tuple[Ad, ...]:
        return ads_of(campaign, self.today)

    def local_day(self, account: AdAccount, as_of: datetime) -> date:
        """The day it is in an account."""
        return as_of.astimezone(ZoneInfo(account.time_zone)).date()

    def total(self, campaign: AdCampaign, day: date, as_of: datetime) -> CampaignTotal | None:
        """A campaign's day as read at a moment; None without activity (yet)."""
        settled = self._settled_day(campaign, day)
        hour = read_hour(as_of)
        factors = growth(f"{self.salt} {campaign.name}", day, campaign.account.time_zone, hour)
        if settled is None or factors is None:
            return None
        found = self._leads(campaign).get(day, ())
        return CampaignTotal(
            day,
            campaign,
            grown(settled[0], factors.impressions),
            grown(settled[1], factors.clicks),
            grown(settled[2], factors.spend),
            tuple(conversion for conversion in found if conversion.arrives <= hour),
        )

    def settled_clicks(self, campaign: AdCampaign, day: date) -> int:
        """The clicks of a campaign on a day once nothing moves any more."""
        return (self._settled_day(campaign, day) or (0, 0, 0))[1]

    def ad_days(self, campaign: AdCampaign, day: date, as_of: datetime) -> list[AdDay]:
        """The ads of a campaign on a day, those without any activity left out."""
        total = self.total(campaign, day, as_of)
        if total is None:
            return []
        shown = [ad for ad in self.ads(campaign) if ad.last is None or day <= ad.last]
        # Whole numbers are cut at running sums: begin elsewhere each day, or one ad gets all.
        turn = int(draw(self.salt, campaign.name, day.isoformat()) * len(shown))
        shown = shown[turn:] + shown[:turn]
        return [
            row
            for row in _cut(total, shown)
            if row.impressions or row.clicks or row.spend or row.conversions
        ]

    def credited_on(
        self, campaign: AdCampaign, day: date, as_of: datetime
    ) -> tuple[Conversion, ...]:
        """The conversions that happened on a day, whenever their click was."""
        leads, hour = self._leads(campaign), read_hour(as_of)
        clicked = (leads.get(date.fromordinal(day.toordinal() - lag), ()) for lag in range(27))
        return tuple(
            conversion
            for lag, rows in enumerate(clicked)
            for conversion in rows
            if conversion.lag == lag
            and conversion.arrives <= hour
            and self._parts(campaign, day - timedelta(days=lag))
        )

    def _settled_day(self, campaign: AdCampaign, day: date) -> tuple[int, int, int] | None:
        """(impressions, clicks, cents) once nothing moves any more; None while it was paused."""
        settled = self._spend.get(campaign.name, {}).get(day)
        parts = self._parts(campaign, day)
        if settled is None or not parts:
            return None
        return settled if parts == PARTS else _scaled(settled, parts)

    def _parts(self, campaign: AdCampaign, day: date) -> int:
        changes = changes_of(self._store).get(campaign.external_id)
        if not changes:
            return PARTS
        return shown_parts(changes, *bounds(day, campaign.account.time_zone))

    def _leads(self, campaign: AdCampaign) -> dict[date, tuple[Conversion, ...]]:
        with self._lock, self._store.reading() as db:
            key = (campaign.name, self._store.version(db, "CampaignMember"))
            if key not in self._conversions:
                account = campaign.account
                self._conversions[key] = conversions_of(
                    db, campaign.name, account.time_zone, has_views=account.platform != "Google Ads"
                )
            return self._conversions[key]


def _scaled(settled: tuple[int, int, int], parts: int) -> tuple[int, int, int]:
    impressions, clicks, cents = (grown(number, parts) for number in settled)
    return impressions, clicks, cents


def _settled(db: sqlite3.Connection) -> dict[str, dict[date, tuple[int, int, int]]]:
    """campaign -> day -> (impressions, clicks, cents)."""
    found: dict[str, dict[date, tuple[int, int, int]]] = {}
    for day, name, *numbers, spend in db.execute(
        "SELECT day, campaign, impressions, clicks, spend FROM _spend"
    ):
        found.setdefault(name, {})[date.fromisoformat(day)] = (*numbers, round(spend * 100))
    return found


def _cut(total: CampaignTotal, shown: list[Ad]) -> Iterator[AdDay]:
    """A campaign's day cut by the weights of its ads; the pieces sum to it exactly."""
    whole = sum(ad.weight for ad in shown)
    before = 0
    for ad in shown:
        after = before + ad.weight
        impressions, clicks, spend = (
            number * after // whole - number * before // whole
            for number in (total.impressions, total.clicks, total.spend)
        )
        conversions = tuple(c for c in total.conversions if before <= c.draw * whole >> 16 < after)
        yield AdDay(total.day, ad, impressions, clicks, spend, conversions)
        before = after


_known: WeakKeyDictionary[Store, tuple[str, AdFacts]] = WeakKeyDictionary()
_known_lock = threading.Lock()


def ad_facts(store: Store) -> AdFacts:
    """The ads of a store's business, read once per business."""
    with _known_lock:
        found = _known.get(store)
        if found is None or found[0] != store.identity:
            found = (store.identity, AdFacts(store))
            _known[store] = found
        return found[1]
