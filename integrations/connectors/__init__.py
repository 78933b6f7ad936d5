"""Code for each vendor, one folder each with the same insides, and the dict that names them."""

from accounts.egress import Recipient
from integrations.connectors.salesforce import SALESFORCE

# connector key -> whom it speaks to; files come from the user and speak to nobody
RECIPIENTS: dict[str, Recipient] = {"salesforce": SALESFORCE}
