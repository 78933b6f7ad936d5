"""HubSpot: whom we speak to, and which versions of its interfaces."""

from django.utils.translation import gettext_noop as _

from accounts.egress import Recipient, Transfer
from integrations.connectors.safeguards import ASKED_OF_CRM, US_FRAMEWORK

HUBSPOT = Recipient(
    name="HubSpot",
    hosts=("api.hubapi.com",),
    purpose=_(
        "Reading the customer's own records, and deleting or correcting those of people who ask "
        "for it, on the customer's instruction."
    ),
    allows_sandbox=True,
    company="HubSpot, Inc.",
    country="US",
    receives=ASKED_OF_CRM,
    transfer=Transfer.ADEQUACY,
    safeguard=US_FRAMEWORK,
    is_instructed=True,
)
# The log-in's version 1 ends in February 2027; objects keep version 3 beside the dated ones.
OAUTH_VERSION = "2026-03"
API_VERSION = "v3"
