"""Google Ads: whom we speak to, which API version we speak."""

from django.utils.translation import gettext_noop as _

from accounts.egress import Recipient, Transfer
from integrations.connectors.safeguards import US_FRAMEWORK

GOOGLE_ADS = Recipient(
    name="Google Ads",
    hosts=("googleads.googleapis.com",),
    purpose=_(
        "Reading what the customer's own ads cost and brought, and changing its campaigns where "
        "its members ask, on the customer's instruction."
    ),
    allows_sandbox=True,
    company="Google LLC",
    country="US",
    receives=_(
        "Proof of access, questions about numbers, changes of campaigns; nothing of a person"
    ),
    transfer=Transfer.ADEQUACY,
    safeguard=US_FRAMEWORK,
    is_instructed=True,
)
API_VERSION = "v26"
