"""Meta Ads: whom we speak to, which version of the Graph API we speak."""

from django.utils.translation import gettext_noop as _

from accounts.egress import Recipient, Transfer
from integrations.connectors.safeguards import US_FRAMEWORK

META = Recipient(
    name="Meta",
    hosts=("graph.facebook.com",),
    purpose=_(
        "Reading what the customer's own ads cost and brought, and changing its campaigns where "
        "its members ask, on the customer's instruction."
    ),
    allows_sandbox=True,
    company="Meta Platforms, Inc.",
    country="US",
    receives=_(
        "Proof of access, questions about numbers, changes of campaigns; nothing of a person"
    ),
    transfer=Transfer.ADEQUACY,
    safeguard=US_FRAMEWORK,
    is_instructed=True,
)
API_VERSION = "v25.0"
