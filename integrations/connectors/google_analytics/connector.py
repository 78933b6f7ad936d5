"""Google Analytics as a connector: visits by property and day."""

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop as _

from accounts.errors import Trouble
from integrations.connectors.contract import Connector, Family, Identity, Reports
from integrations.connectors.google_analytics import GOOGLE_ANALYTICS, reports
from integrations.connectors.google_analytics.client import Client
from integrations.connectors.google_analytics.streams import STREAMS
from integrations.connectors.google_oauth import GOOGLE_ACCOUNTS, google_oauth
from integrations.connectors.tokens import Grant, TokenKeeper

SCOPE = "https://www.googleapis.com/auth/analytics.readonly"


def look_in(keeper: TokenKeeper, grant: Grant) -> Identity:
    """Whether the log-in opens any property; who it is Google says only for a wider scope."""
    with Client(keeper) as client:
        summaries = client.account_summaries()
    if not any(summary.get("propertySummaries") for summary in summaries):
        raise Trouble(
            translate("This Google log-in opens no Google Analytics property."),
            advice=translate("Log in as somebody who can see the property in Google Analytics."),
            code="missing_permission",
        )
    return Identity(name="Google Analytics")


CONNECTOR = Connector(
    key="google_analytics",
    label="Google Analytics",
    family=Family.ANALYTICS,
    text=_(
        "Visits to your site by day, source, medium and campaign, 37 months back; the last 14 days "
        "are read again every hour, because Google still changes them. Where Google estimated or "
        "withheld numbers, they are marked."
    ),
    recipients=(GOOGLE_ANALYTICS, GOOGLE_ACCOUNTS),
    oauth=google_oauth("google_analytics", SCOPE),
    scopes=(SCOPE,),
    shared_access="google",
    settings=("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
    look_in=look_in,
    engine=Reports(streams=STREAMS, open_client=Client, read=reports.read),
    accounts=reports.accounts,
    account_word=_("properties"),
    icon="chart-bar",
    keywords="ga4 web analytics visits sessions traffic utm",
    never_read=(
        _("Single visitors, their devices or places"),
        _("E-mail addresses in links: they are cut out before anything is stored"),
    ),
)
