"""Salesforce: whom we speak to, which API version we speak."""

from django.utils.translation import gettext_noop as _

from accounts.egress import Recipient, Transfer
from integrations.connectors.safeguards import US_FRAMEWORK, WRITTEN_TO_CRM

SALESFORCE = Recipient(
    name="Salesforce",
    hosts=("login.salesforce.com", "test.salesforce.com", "*.my.salesforce.com"),
    purpose=_(
        "Reading the customer's own records, deleting or correcting those of people who ask for "
        "it, making tasks and setting fields, on the customer's instruction."
    ),
    allows_sandbox=True,
    company="Salesforce, Inc.",
    country="US",
    receives=WRITTEN_TO_CRM,
    transfer=Transfer.ADEQUACY,
    safeguard=US_FRAMEWORK,
    is_instructed=True,
)
API_VERSION = "64.0"
