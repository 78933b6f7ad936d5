"""Google Ads as a connector: reports by customer and day."""

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop as _

from accounts.errors import Trouble
from integrations.connectors.contract import Connector, Family, Identity, Reports
from integrations.connectors.google_ads import GOOGLE_ADS, reports
from integrations.connectors.google_ads.campaigns import DESK
from integrations.connectors.google_ads.client import Client
from integrations.connectors.google_ads.streams import STREAMS
from integrations.connectors.google_oauth import GOOGLE_ACCOUNTS, google_oauth
from integrations.connectors.tokens import Grant, TokenKeeper

# Google has no narrower scope for reading: where a workspace has not said that campaigns may be
# changed from here, we send nothing but queries.
SCOPE = "https://www.googleapis.com/auth/adwords"


def look_in(keeper: TokenKeeper, grant: Grant) -> Identity:
    """Whether the log-in opens anything; who it is Google says only for a wider scope."""
    with Client(keeper) as client:
        roots = client.roots()
    if not roots:
        raise Trouble(
            translate("This Google log-in opens no Google Ads account."),
            advice=translate("Log in as somebody who can see the account in Google Ads."),
            code="missing_permission",
        )
    return Identity(name="Google Ads")


CONNECTOR = Connector(
    key="google_ads",
    label="Google Ads",
    family=Family.ADS,
    text=_(
        "What each campaign cost and brought, by day, 37 months back; the last 30 days are read "
        "again every hour, because Google still changes them."
    ),
    recipients=(GOOGLE_ADS, GOOGLE_ACCOUNTS),
    oauth=google_oauth("google_ads", SCOPE),
    scopes=(SCOPE,),
    shared_access="google",
    settings=("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_ADS_DEVELOPER_TOKEN"),
    look_in=look_in,
    engine=Reports(
        streams=STREAMS,
        open_client=Client,
        read=reports.read,
        campaigns=reports.campaigns,
        totals=reports.totals,
    ),
    accounts=reports.accounts,
    account_word=_("accounts"),
    campaign_desk=DESK,
    icon="brand-google",
    keywords="google adwords search display youtube ppc",
    never_read=(_("Who saw or clicked an ad: Google tells nobody, and we do not ask"),),
)
