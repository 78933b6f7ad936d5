"""Salesforce: whom we speak to, which API version we speak."""

from accounts.egress import Recipient

SALESFORCE = Recipient(
    name="Salesforce",
    hosts=("login.salesforce.com", "test.salesforce.com", "*.my.salesforce.com"),
    purpose="Reading the customer's own records, on the customer's instruction.",
    allows_sandbox=True,
)
API_VERSION = "64.0"
