"""Of which days nobody is told, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.models import Monitor, MuteWindow


@dataclass(frozen=True)
class Mutes:
    """The workspace's quiet days, read once."""

    windows: Sequence[MuteWindow]

    def reason(self, day: date, monitor: Monitor) -> str:
        """Why nobody is told of this day; empty where somebody is."""
        for one in self.windows:
            if one.monitor_id in (None, monitor.pk) and _holds(one, day):
                return one.reason
        return ""


def mutes() -> Mutes:
    """Those that there are."""
    return Mutes(list(MuteWindow.objects.order_by("first_on", "id")))


def _holds(window: MuteWindow, day: date) -> bool:
    if day < window.first_on or (window.last_on is not None and day > window.last_on):
        return False
    return window.weekday is None or window.weekday == day.weekday()
