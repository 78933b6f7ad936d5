"""A vendor's daily budget that all workspaces share: counted by us, and divided fairly.

Google counts by our developer token, whoever's account is read. While at least half of the day's
operations are left, anybody takes what they need; then each workspace keeps to an equal share, so
that the last one to come still finds some.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
from django.core.cache import cache
from django.utils.translation import gettext as _

from integrations.connectors.refusals import Parked

_TWO_DAYS = 2 * 24 * 3600
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SharedBudget:
    """What one workspace may still ask of a vendor today; `workspace` "" is nobody's in particular.

    Counters that are lost cost nothing: the vendor's own refusal then ends the day.
    """

    vendor: str
    scope: str
    per_day: int
    workspace: str

    def take(self) -> None:
        """Count one operation; raises Parked when the day's, or this workspace's, are used up."""
        try:
            self._take()
        except redis.exceptions.RedisError:
            logger.warning("operations of %s are not counted: no counter answers", self.vendor)

    def end(self, wait: timedelta) -> None:
        """The vendor said that the budget is used up: nobody need ask before that is over."""
        until = datetime.now(UTC) + wait
        try:
            cache.set(self._key("ended"), until.timestamp(), wait.total_seconds())
        except redis.exceptions.RedisError:
            logger.warning("the end of %s's budget is not remembered", self.vendor)

    def _take(self) -> None:
        now = datetime.now(UTC)
        ended = cache.get(self._key("ended"))
        if ended is not None and ended > now.timestamp():
            raise self._parked(timedelta(seconds=ended - now.timestamp()))
        self._be_known()
        used = self._count("used", 0)
        if used >= self.per_day or self._is_greedy(used):
            raise self._parked(_until_midnight(now))
        self._count("used", 1)
        self._count(f"used:{self.workspace}", 1)

    def _is_greedy(self, used: int) -> bool:
        share = self.per_day / max(1, self._count("workspaces", 0))
        return used * 2 >= self.per_day and self._count(f"used:{self.workspace}", 0) >= share

    def _be_known(self) -> None:
        """A workspace that asks for the first time today is one more to share with."""
        if cache.add(self._key(f"used:{self.workspace}"), 0, _TWO_DAYS):
            self._count("workspaces", 1)

    def _count(self, name: str, more: int) -> int:
        key = self._key(name)
        cache.add(key, 0, _TWO_DAYS)
        return int(cache.incr(key, more))

    def _key(self, name: str) -> str:
        return f"budget:{self.scope}:{datetime.now(UTC).date()}:{name}"

    def _parked(self, delay: timedelta) -> Parked:
        parked = Parked(self.vendor, delay, "shared budget")
        parked.text = _(
            "What we may ask of %(vendor)s today is used up. The sync goes on by itself as soon as "
            "there is more."
        ) % {"vendor": self.vendor}
        return parked


def _until_midnight(now: datetime) -> timedelta:
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=1, second=0, microsecond=0)
    return midnight - now
