"""HubSpot: whom we speak to, and which versions of its interfaces."""

from accounts.egress import Recipient

HUBSPOT = Recipient(
    name="HubSpot",
    hosts=("api.hubapi.com",),
    purpose="Reading the customer's own records, on the customer's instruction.",
    allows_sandbox=True,
)
# The log-in's version 1 ends in February 2027; objects keep version 3 beside the dated ones.
OAUTH_VERSION = "2026-03"
API_VERSION = "v3"
