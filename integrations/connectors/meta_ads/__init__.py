"""Meta Ads: whom we speak to, which version of the Graph API we speak."""

from accounts.egress import Recipient

META = Recipient(
    name="Meta",
    hosts=("graph.facebook.com",),
    purpose="Reading what the customer's own ads cost and brought, on the customer's instruction.",
    allows_sandbox=True,
)
API_VERSION = "v25.0"
