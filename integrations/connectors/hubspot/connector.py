"""HubSpot as a connector: a CRM whose records are listed once, then searched for changes."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.errors import Trouble
from integrations.connectors.contract import Connector, Entities, Family, Identity
from integrations.connectors.hubspot import HUBSPOT, people, person_writing
from integrations.connectors.hubspot.client import Client
from integrations.connectors.hubspot.describing import deal_totals, describe, record_counts
from integrations.connectors.hubspot.oauth import OAUTH, SCOPES
from integrations.connectors.hubspot.pages import list_ids, read_ids, read_page
from integrations.connectors.hubspot.streams import PERSON_FIELDS, STREAMS
from integrations.connectors.people import PeopleDesk, PeopleWriting
from integrations.connectors.refusals import Refused, SessionExpired
from integrations.connectors.tokens import Grant, TokenKeeper


def look_in(keeper: TokenKeeper, grant: Grant) -> Identity:
    """The account; raises Trouble, with advice, when the grant does not open it."""
    try:
        with Client(keeper) as client:
            account = client.account()
    except (Refused, SessionExpired) as error:
        raise Trouble(
            gettext("HubSpot does not let this user read the account."),
            advice=gettext("Connect as a super admin, or as a user who may install apps."),
            code="missing_permission",
        ) from error
    return Identity(
        name=OAUTH.account_name(grant.access) or f"HubSpot {account.portal_id}",
        external_id=account.portal_id,
        time_zone=account.zone.key,
        currency=account.currency,
        more={"hub_id": account.portal_id},
    )


CONNECTOR = Connector(
    key="hubspot",
    label="HubSpot",
    family=Family.CRM,
    text=_(
        "Contacts with the days on which they became leads, MQL and SQL, companies and deals: what "
        "your marketing earned. Kept fresh every hour. Names and addresses of people are never "
        "read unless you choose single fields."
    ),
    recipients=(HUBSPOT,),
    oauth=OAUTH,
    scopes=SCOPES,
    settings=("HUBSPOT_CLIENT_ID", "HUBSPOT_CLIENT_SECRET"),
    look_in=look_in,
    engine=Entities(
        streams=STREAMS,
        open_client=Client,
        describe=describe,
        counts=record_counts,
        totals=deal_totals,
        read_page=read_page,
        list_ids=list_ids,
        read_ids=read_ids,
        person_fields=PERSON_FIELDS,
    ),
    people_desk=PeopleDesk(
        kinds=people.KINDS,
        persons=people.PERSONS,
        look=people.look,
        read=people.read,
        writing=PeopleWriting(
            redaction=None,
            check=person_writing.check,
            write=person_writing.write,
            delete=person_writing.delete,
            aftermath=_(
                "HubSpot erases a contact for good; tasks, meetings, calls, notes and e-mails can "
                "be restored there for 90 days."
            ),
            scope=person_writing.SCOPE,
        ),
    ),
    icon="hierarchy",
    keywords="crm sales leads pipeline marketing hub deals lifecycle",
    never_read=(_("E-mails, notes, calls and the campaigns of HubSpot"),),
)
