"""The website of the business as web analytics sees it: a day's sessions by origin, as read."""

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from weakref import WeakKeyDictionary

from sandbox.business import plan, seasons
from sandbox.business.ads import AdFacts, ad_facts
from sandbox.business.ads_growth import Growth, bounds, draw, grown, growth, read_hour
from sandbox.business.ads_origins import DIRECT, ORGANIC, Origin, campaign_origin
from sandbox.business.ads_shape import PLATFORMS
from sandbox.business.ads_visits import key_events, won_revenue
from sandbox.store import Store

ZONE, CURRENCY = "America/New_York", "USD"
_DAY = 86_400
# Visits that each lead of an e-mail or webinar campaign stands for.
_MAILED = 16.0


@dataclass(frozen=True)
class SessionDay:
    """One origin on one day of the property (New York); `revenue` is in cents of US dollars."""

    day: date
    origin: Origin
    sessions: int
    engaged_sessions: int
    users: int
    new_users: int
    key_events: int
    revenue: int


class WebFacts:
    """Sessions of the website; leads and deals are read once."""

    def __init__(self, store: Store) -> None:
        self._ads: AdFacts = ad_facts(store)
        with store.reading() as db:
            self._events = key_events(db, ZONE)
            self._revenue = won_revenue(db)
            (leads,) = db.execute('SELECT count(*) FROM "Lead"').fetchone()
        self._scale = leads / (54 * plan.DAYS)

    def session_days(self, day: date, as_of: datetime) -> list[SessionDay]:
        """All origins with a visit on a day, the busiest first; empty before the day begins."""
        back = (self._ads.today - day).days
        factors = growth(f"{self._ads.salt} web", day, ZONE, read_hour(as_of))
        if factors is None or not 0 <= back < plan.DAYS:
            return []
        settled = self._organic(day, back) + self._advertised(day, back)
        events = self._credited(day, read_hour(as_of))
        revenue = self._revenue.get(day, {})
        rows = [
            self._row(day, origin, settled[origin], events[origin], revenue.get(origin, 0), factors)
            for origin in set(settled) | set(events) | set(revenue)
        ]
        rows = [row for row in rows if row.sessions or row.revenue]
        return sorted(rows, key=lambda row: (-row.sessions, str(row.origin)))

    def _organic(self, day: date, back: int) -> Counter[Origin]:
        """Visits without ads, and those that mails and invitations bring."""
        progress = 1 - back / plan.DAYS
        found: Counter[Origin] = Counter()
        for origin, pull, visits in ORGANIC:
            usual = pull * visits * seasons.weight(day, "organic", progress)
            found[origin] += self._about(usual, origin.source, day)
        for spec in plan.CAMPAIGNS:
            sent = campaign_origin(spec.name, spec.channel)
            if spec.platform is None and sent and spec.last <= back <= spec.first:
                usual = spec.pull * _MAILED * seasons.weight(day, spec.channel, progress)
                found[sent] += self._about(usual, spec.name, day)
        return found

    def _about(self, usual: float, name: str, day: date) -> int:
        chance = draw(self._ads.salt, name, day.isoformat(), "visits")
        visits: int = round(usual * self._scale * (0.8 + 0.4 * chance))
        return visits

    def _advertised(self, day: date, back: int) -> Counter[Origin]:
        """Clicks on ads that became visits; fewer where people refuse to be counted."""
        found: Counter[Origin] = Counter()
        for platform in PLATFORMS:
            for account in self._ads.accounts(platform):
                kept = 0.6 if account.currency == "EUR" else 0.8
                for campaign in self._ads.campaigns(account):
                    clicks = self._ads.settled_clicks(campaign, day)
                    origin = campaign_origin(campaign.name, campaign.channel) or DIRECT
                    chance = draw(self._ads.salt, campaign.name, day.isoformat(), "loss")
                    # While tracking was broken, tags were lost on the way.
                    tagged = DIRECT if back in plan.OUTAGE else origin
                    found[tagged] += round(clicks * (kept + 0.12 * chance))
        return found

    def _credited(self, day: date, hour: int) -> Counter[Origin]:
        start, _ = bounds(day, ZONE)
        age = (hour - start) // _DAY
        counts = self._events.get(day, {})
        return Counter({origin: sum(row[: age + 1]) for origin, row in counts.items()})

    def _row(
        self, day: date, origin: Origin, settled: int, events: int, revenue: int, factors: Growth
    ) -> SessionDay:
        sessions = max(grown(settled, factors.sessions), events)
        chance = draw(self._ads.salt, str(origin), day.isoformat(), "kind")
        engaged = min(sessions, max(events, round(sessions * (0.46 + 0.22 * chance))))
        users = min(sessions, max(1, round(sessions * (0.82 + 0.1 * chance))))
        new_users = round(users * (0.6 + 0.25 * chance))
        return SessionDay(day, origin, sessions, engaged, users, new_users, events, revenue)


_known: WeakKeyDictionary[Store, tuple[str, WebFacts]] = WeakKeyDictionary()
_known_lock = threading.Lock()


def web_facts(store: Store) -> WebFacts:
    """The website of a store's business, read once per business."""
    with _known_lock:
        found = _known.get(store)
        if found is None or found[0] != store.identity:
            found = (store.identity, WebFacts(store))
            _known[store] = found
        return found[1]
