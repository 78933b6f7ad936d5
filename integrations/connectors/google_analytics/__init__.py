"""Google Analytics 4: whom we speak to."""

from django.utils.translation import gettext_noop as _

from accounts.egress import Recipient, Transfer
from integrations.connectors.safeguards import US_FRAMEWORK

GOOGLE_ANALYTICS = Recipient(
    name="Google Analytics",
    hosts=("analyticsdata.googleapis.com", "analyticsadmin.googleapis.com"),
    purpose=_("Counting visits to the customer's own sites, on the customer's instruction."),
    allows_sandbox=True,
    company="Google LLC",
    country="US",
    receives=_("Proof of access, and questions about numbers; nothing of a person"),
    transfer=Transfer.ADEQUACY,
    safeguard=US_FRAMEWORK,
    is_instructed=True,
)
API_VERSION = "v1beta"
