"""Who owns what: a manager whose log-in opens the US and the EU customer below it."""

from dataclasses import dataclass

from sandbox.business.ads import ad_facts
from sandbox.business.ads_shape import AdAccount
from sandbox.google_ads.errors import AdsError
from sandbox.google_oauth import ADWORDS, require_scope
from sandbox.web.messages import Request
from sandbox.world import World

PLATFORM = "Google Ads"
MANAGER = 4155500100
MANAGER_NAME = "Fernhill Instruments (manager)"
_SERVICE = "googleads.googleapis.com"
_DENIED = (
    "User doesn't have permission to access customer. Note: If you're accessing a client customer, "
    "the manager's customer id must be set in the 'login-customer-id' header."
)


@dataclass(frozen=True)
class Customer:
    """One customer; `account` is None for the manager, which has no campaigns."""

    number: int
    name: str
    currency: str
    time_zone: str
    account: AdAccount | None


def customers(world: World) -> dict[int, Customer]:
    """By id, the manager first."""
    found = [Customer(MANAGER, MANAGER_NAME, "USD", "America/New_York", None)]
    found += [
        Customer(one.external_id, one.name, one.currency, one.time_zone, one)
        for one in ad_facts(world.store).accounts(PLATFORM)
    ]
    return {customer.number: customer for customer in found}


def admit(world: World, request: Request) -> None:
    """A good token with the scope, and our developer token."""
    require_scope(world, request, ADWORDS, service=_SERVICE)
    token = request.headers.get("developer-token")
    if token is None:
        text = "The developer token is missing: it has to be in the header 'developer-token'."
        raise AdsError("UNAUTHENTICATED", "authenticationError", "DEVELOPER_TOKEN_INVALID", text)
    if token != world.clients["google"].client_id[:22]:
        text = "The developer token is not valid."
        raise AdsError("UNAUTHENTICATED", "authenticationError", "DEVELOPER_TOKEN_INVALID", text)


def customer_asked(world: World, request: Request, number: str) -> Customer:
    """The customer of the address, entered by its manager."""
    if not number.isdigit():
        text = "Invalid customer ID."
        raise AdsError("INVALID_ARGUMENT", "requestError", "INVALID_CUSTOMER_ID", text)
    found = customers(world).get(int(number))
    login = request.headers.get("login-customer-id", number)
    if found is None or login != str(MANAGER):
        raise AdsError("PERMISSION_DENIED", "authorizationError", "USER_PERMISSION_DENIED", _DENIED)
    return found
