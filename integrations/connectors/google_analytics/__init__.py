"""Google Analytics 4: whom we speak to."""

from accounts.egress import Recipient

GOOGLE_ANALYTICS = Recipient(
    name="Google Analytics",
    hosts=("analyticsdata.googleapis.com", "analyticsadmin.googleapis.com"),
    purpose="Counting visits to the customer's own sites, on the customer's instruction.",
    allows_sandbox=True,
)
API_VERSION = "v1beta"
