"""The properties that the business's Google account may read, and who may not read them."""

from dataclasses import dataclass, replace

from sandbox.google_analytics.manner import AnalyticsManner
from sandbox.google_oauth import ANALYTICS, GoogleError, require_scope
from sandbox.web.messages import Request
from sandbox.world import World

CREATED = "2023-10-02T08:14:27.104Z"
_DATA_HOST, _ADMIN_HOST = "analyticsdata.googleapis.com", "analyticsadmin.googleapis.com"
_NO_PERMISSION = (
    "User does not have sufficient permissions for this property. To learn more about Property "
    "ID, see https://developers.google.com/analytics/devguides/reporting/data/v1/property-id."
)


@dataclass(frozen=True)
class Account:
    """What holds properties."""

    id: str
    name: str


@dataclass(frozen=True)
class Property:
    """A website as Analytics counts it; `is_live` where it has visits."""

    id: str
    name: str
    account: Account
    time_zone: str
    currency: str
    is_live: bool = True


FERNHILL = Account("104882113", "Fernhill Instruments")
AGENCY = Account("287730951", "Fernhill Launch Pages")
PROPERTIES = (
    Property("318204477", "fernhill.example", FERNHILL, "America/New_York", "USD"),
    Property("402915560", "Staging", FERNHILL, "America/New_York", "USD", is_live=False),
    Property("451107238", "Launch pages EU", AGENCY, "Europe/Copenhagen", "EUR", is_live=False),
)


def found_property(
    world: World, request: Request, property_id: str, *, is_admin: bool = False
) -> Property:
    """The property that is asked for; raises GoogleError 401 or 403, as for unknown ones."""
    service = _ADMIN_HOST if is_admin else _DATA_HOST
    require_scope(world, request, ANALYTICS, service=service)
    for one in PROPERTIES:
        turned = world.part(AnalyticsManner).turned
        if one.id == property_id and one.id not in turned.denied:
            return replace(one, time_zone=turned.time_zones.get(one.id, one.time_zone))
    text = "The caller does not have permission" if is_admin else _NO_PERMISSION
    raise GoogleError("PERMISSION_DENIED", text)


def require_admin(world: World, request: Request) -> None:
    """Whoever may list properties; raises GoogleError."""
    require_scope(world, request, ANALYTICS, service=_ADMIN_HOST)
