"""Meta Ads as a connector: reports by ad account and day."""

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop as _

from accounts.errors import Trouble
from integrations.connectors.contract import Connector, Family, Identity, Reports
from integrations.connectors.meta_ads import META, reports
from integrations.connectors.meta_ads.campaigns import DESK
from integrations.connectors.meta_ads.client import Client
from integrations.connectors.meta_ads.oauth import ADS_READ, OAUTH
from integrations.connectors.meta_ads.streams import STREAMS
from integrations.connectors.tokens import Grant, TokenKeeper


def look_in(keeper: TokenKeeper, grant: Grant) -> Identity:
    """Whose grant it is and until when; raises Trouble when the box for reading ads was unticked.

    The person's name stays at Meta; the id is one that only our app knows.
    """
    with Client(keeper) as client:
        rows = client.read("me/permissions").get("data", [])
        person = str(client.read("me", {"fields": "id"})["id"])
    granted = sorted(row["permission"] for row in rows if row["status"] == "granted")
    if ADS_READ not in granted:
        raise Trouble(
            translate("Facebook did not allow us to read ads."),
            advice=translate("Connect again and leave the box for ads ticked."),
            code="missing_scope",
        )
    until = OAUTH.access_until(grant.access)
    more = {"access_until": until.isoformat()} if until else {}
    return Identity(name="Meta Ads", external_id=person, more={**more, "granted": granted})


CONNECTOR = Connector(
    key="meta_ads",
    label="Meta Ads",
    family=Family.ADS,
    text=_(
        "What each campaign on Facebook and Instagram cost and brought, by day, 37 months back; "
        "the last 28 days are read again every hour, because Meta still changes them."
    ),
    recipients=(META,),
    oauth=OAUTH,
    # Facebook's token answer names no scopes; look_in asks for them.
    scopes=(),
    shared_access="meta",
    settings=("META_CLIENT_ID", "META_CLIENT_SECRET"),
    look_in=look_in,
    engine=Reports(
        streams=STREAMS,
        open_client=Client,
        read=reports.read,
        campaigns=reports.campaigns,
        totals=reports.totals,
    ),
    accounts=reports.accounts,
    account_word=_("ad accounts"),
    campaign_desk=DESK,
    icon="brand-meta",
    keywords="facebook instagram meta ads social messenger",
    never_read=(_("Who saw or clicked an ad, audiences, posts and messages"),),
)
