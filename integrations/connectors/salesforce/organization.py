"""Who an organisation is: id, name, zone, currency, asked for once when it is connected."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.errors import ApiRefused, SessionExpired
from integrations.connectors.salesforce.oauth import Grant


@dataclass(frozen=True)
class Identity:
    """An organisation and the user by whose eyes it is read."""

    organization_id: str
    user_id: str
    name: str
    time_zone: str
    currency: str
    is_sandbox: bool
    is_multicurrency: bool


def read_identity(client: Client, grant: Grant) -> Identity:
    """Raises Trouble, with advice, when this user may not read by the API."""
    organization_id, user_id = grant.identity_url.rsplit("/", 2)[-2:]
    try:
        found = _first(client, "SELECT Id, Name, TimeZoneSidKey, IsSandbox FROM Organization")
    except (ApiRefused, SessionExpired) as error:
        raise _not_permitted(error) from error
    currency, is_multicurrency = _currency(client)
    return Identity(
        organization_id=str(found.get("Id") or organization_id),
        user_id=user_id,
        name=str(found.get("Name") or "Salesforce"),
        time_zone=str(found.get("TimeZoneSidKey") or ""),
        currency=currency,
        is_sandbox=bool(found.get("IsSandbox")),
        is_multicurrency=is_multicurrency,
    )


def _currency(client: Client) -> tuple[str, bool]:
    try:
        found = _first(client, "SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true")
        return str(found.get("IsoCode") or ""), True
    except ApiRefused:
        # Only organisations with several currencies know this object.
        return "", False


def _first(client: Client, soql: str) -> dict[str, Any]:
    records = client.get("query", {"q": soql}).json().get("records") or [{}]
    return dict(records[0])


def _not_permitted(error: Exception) -> Trouble:
    detail = getattr(error, "error", "INVALID_SESSION_ID")
    return Trouble(
        _("This Salesforce user may not read by the API (%(detail)s).") % {"detail": detail},
        advice=_(
            "Connect with a user whose profile or permission set has “API Enabled” and may "
            "read Leads, Contacts, Accounts, Campaigns and Opportunities."
        ),
        code="missing_permission",
    )
