"""Salesforce as a connector: a CRM whose records are read by page and upserted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _

from accounts.errors import Trouble
from integrations.connectors.contract import Connector, Entities, Family, Identity
from integrations.connectors.entities import Stream
from integrations.connectors.people import PeopleDesk, PeopleWriting
from integrations.connectors.salesforce import (
    SALESFORCE,
    jwt,
    oauth,
    people,
    person_writing,
    records,
)
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.describing import FORMULA_STREAMS, describe
from integrations.connectors.salesforce.hosts import login_origin
from integrations.connectors.salesforce.organization import read_identity
from integrations.connectors.salesforce.queries import deal_counts_soql
from integrations.connectors.salesforce.streams import STREAMS
from integrations.connectors.tokens import Grant, TokenKeeper

# Fields of people that may be opted in, by stream; everything else is never even asked for.
PERSON_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Lead": ("FirstName", "LastName", "Title", "Company", "Email", "Phone", "MobilePhone"),
    "Contact": ("FirstName", "LastName", "Title", "Email", "Phone", "MobilePhone"),
}

_BLOCKED = ("OAUTH_APP_BLOCKED", "OAUTH_APP_ACCESS_DENIED", "invalid_client_id", "app_blocked")


def look_in(keeper: TokenKeeper, grant: Grant) -> Identity:
    """The organisation; raises Trouble, with advice, when this user may not read by the API."""
    with Client(keeper) as client:
        found = read_identity(client, grant)
    return Identity(
        name=found.name,
        external_id=found.organization_id,
        time_zone=found.time_zone,
        currency=found.currency,
        more={
            "organization_id": found.organization_id,
            "user_id": found.user_id,
            "is_sandbox": found.is_sandbox,
            "is_multicurrency": found.is_multicurrency,
        },
    )


def record_counts(client: Client, streams: Sequence[Stream]) -> Mapping[str, int]:
    """Salesforce's own approximate counts."""
    names = ",".join(stream.name for stream in streams)
    body = client.get("limits/recordCount", {"sObjects": names}).json()
    return {entry["name"]: int(entry["count"]) for entry in body["sObjects"]}


def deal_totals(client: Client, from_at: datetime, until: datetime) -> Mapping[str, int]:
    """How many deals were created in [from, until), and how many were won on its days."""
    return {
        name: int(client.get("query", {"q": soql}).json()["totalSize"])
        for name, soql in deal_counts_soql(from_at, until).items()
    }


def explain(query: Mapping[str, str]) -> Trouble | None:
    """An organisation that has not admitted our app says so in many words."""
    error = query.get("error", "")
    if error.startswith(_BLOCKED) or "install" in query.get("error_description", "").lower():
        return oauth.app_blocked(error[:60])
    return None


CONNECTOR = Connector(
    key="salesforce",
    label="Salesforce",
    family=Family.CRM,
    text=_(
        "Leads, opportunities, campaigns and their stages: what your marketing earned. Kept fresh "
        "every hour. Names and addresses of people are never read unless you choose single fields."
    ),
    recipients=(SALESFORCE,),
    oauth=oauth,
    scopes=("api|full", "refresh_token|full"),
    settings=("SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"),
    look_in=look_in,
    engine=Entities(
        streams=STREAMS,
        open_client=Client,
        describe=describe,
        counts=record_counts,
        totals=deal_totals,
        person_fields=PERSON_FIELDS,
        formula_streams=FORMULA_STREAMS,
    ),
    login_origin=login_origin,
    explain=explain,
    certificates=jwt,
    people_desk=PeopleDesk(
        kinds=people.KINDS,
        persons=people.PERSONS,
        look=people.look,
        read=people.read,
        writing=PeopleWriting(
            redaction=person_writing.redaction,
            check=person_writing.check,
            write=person_writing.write,
            delete=person_writing.delete,
            aftermath=_(
                "For up to 15 days an admin can take it out of Salesforce’s recycle bin; emptying "
                "the bin there ends that at once."
            ),
        ),
    ),
    record_desk=records.DESK,
    icon="cloud",
    keywords="crm sales leads pipeline",
)
