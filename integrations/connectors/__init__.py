"""Code for each vendor, one folder each with the same insides, and the dict that names them."""

from accounts.egress import Recipient
from integrations.connectors.contract import Connector
from integrations.connectors.google_ads.connector import CONNECTOR as GOOGLE_ADS
from integrations.connectors.google_analytics.connector import CONNECTOR as GOOGLE_ANALYTICS
from integrations.connectors.hubspot.connector import CONNECTOR as HUBSPOT
from integrations.connectors.meta_ads.connector import CONNECTOR as META_ADS
from integrations.connectors.salesforce.connector import CONNECTOR as SALESFORCE

CONNECTORS: dict[str, Connector] = {
    "salesforce": SALESFORCE,
    "google_ads": GOOGLE_ADS,
    "google_analytics": GOOGLE_ANALYTICS,
    "meta_ads": META_ADS,
    "hubspot": HUBSPOT,
}
# connector key -> whom it speaks to; files come from the user and speak to nobody
RECIPIENTS: dict[str, tuple[Recipient, ...]] = {
    key: connector.recipients for key, connector in CONNECTORS.items()
}
