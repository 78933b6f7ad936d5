"""The metrics by what they are about, as people look for them where many are offered."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.metrics import CATALOGUE

# In the order of the money: what it cost, what came of it, was it worth it.
ROOMS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Spend and clicks"), ("spend", "impressions", "clicks", "ctr", "cpc", "cpm")),
    (
        gettext_lazy("Conversions, by platforms"),
        (
            *("conversions", "conversion_rate", "cost_per_conversion"),
            *("conversion_value", "platform_roas"),
        ),
    ),
    (gettext_lazy("Visits"), ("sessions", "engagement_rate", "key_events")),
    (gettext_lazy("Leads"), ("leads", "mql", "sql", "cpl")),
    (gettext_lazy("Pipeline"), ("opportunities", "pipeline_created")),
    (
        gettext_lazy("Deals that closed"),
        (
            *("won_deals", "lost_deals", "lost_value", "win_rate", "win_rate_by_value"),
            *("average_deal", "sales_cycle"),
        ),
    ),
    (gettext_lazy("Revenue"), ("won_revenue", "new_customers", "roas", "paid_cac")),
)
_PLACE: Mapping[str, tuple[int, int]] = {
    key: (room, place)
    for room, (_title, keys) in enumerate(ROOMS)
    for place, key in enumerate(keys)
}
_OWN = (len(ROOMS), 0)


def in_rooms(keys: Iterable[str]) -> list[str]:
    """Metrics in the order of the rooms; the workspace's own come last, as they come."""
    return sorted(keys, key=lambda key: _PLACE.get(key, _OWN))


def room_of(key: str) -> str:
    """In which room a metric stands."""
    room, _place = _PLACE.get(key, _OWN)
    return _title(room)


def _title(room: int) -> str:
    return _("Your own") if room == len(ROOMS) else str(ROOMS[room][0])


def grouped(keys: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same as choices of a select: [(room, [(key, label)])]; no room is empty."""
    found: dict[int, list[tuple[str, str]]] = {}
    for key in in_rooms(keys):
        room, _place = _PLACE.get(key, _OWN)
        found.setdefault(room, []).append((key, str(CATALOGUE[key].label)))
    return [(_title(room), options) for room, options in found.items()]
