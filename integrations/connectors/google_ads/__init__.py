"""Google Ads: whom we speak to, which API version we speak."""

from accounts.egress import Recipient

GOOGLE_ADS = Recipient(
    name="Google Ads",
    hosts=("googleads.googleapis.com",),
    purpose="Reading what the customer's own ads cost and brought, on the customer's instruction.",
    allows_sandbox=True,
)
API_VERSION = "v26"
