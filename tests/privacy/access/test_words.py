"""A copy names every store and every column in words, and in Danish for who reads Danish."""

import pytest
from django.utils.translation import gettext, override

import accounts.personal_data as of_accounts
import privacy.access.holdings as of_copies
import privacy.rectifications.holdings as of_corrections
import privacy.requests.holdings as of_requests
import privacy.restrictions.holdings as of_restrictions
from accounts.subjects import Personal
from integrations.models import PersonField
from integrations.personal_data import _HIDDEN, _MERGE
from integrations.subjects import OWN_TABLES
from privacy import manifest
from privacy.access.columns import COLUMNS
from privacy.access.words import STORES, field_words
from privacy.rectifications.sealing import VALUES
from privacy.restrictions.sealing import WORDS

# Tables with columns of people of which a copy has no rows: what is collected elsewhere, or of
# members by their ids alone.
NOT_COPIED = {
    *("account.emailconfirmation", "accounts.closure", "accounts.instruction", "accounts.job"),
    *("accounts.confidant", "accounts.switch", "accounts.announcement", "accounts.maintenance"),
    *("accounts.loggedperson", "integrations.certificate", "integrations.company"),
    *("integrations.crmuser", "integrations.quarantinedrecord", "integrations.suppression"),
    *("enquiries.ticketfilepiece", "enquiries.ticketmail", "enquiries.demohours"),
    *("enquiries.newsletter", "privacy.agreementacceptance", "privacy.subprocessorobjection"),
    *("privacy.closurecertificate", "privacy.erasure", "privacy.erasureitem"),
    *("privacy.forwarding", "privacy.inboundmail", "privacy.packagechunk"),
    *("privacy.packageitem", "privacy.recipientnotice", "privacy.redaction"),
    *("privacy.registerentry", "privacy.registerevent", "privacy.requestevent"),
    *("privacy.retentionrule", "sessions.session", "billing.stripeevent", "billing.subscription"),
    *("accounts.webhookdelivery", "accounts.scimtoken", "accounts.told", "accounts.escalation"),
}


def copied() -> set[str]:
    """The columns that the apps' collect functions tell."""
    tables = [model for model, _columns in OWN_TABLES if model is not PersonField]
    crm = {field.attname for model in tables for field in model._meta.concrete_fields}
    told = (
        *(of_accounts._USER, of_accounts._MEMBERSHIP, of_accounts._INVITATION),
        *(of_accounts._SESSION, of_accounts._AUDIT, of_accounts._READING),
        *(of_accounts._DISCLOSURE, of_accounts._ACCESS, of_accounts._API_KEY),
        *(of_accounts._IDENTITY, of_accounts._LOOK, of_accounts._RECEIPT),
        *(of_accounts._INBOX, of_accounts._WISH),
        *(of_accounts._IDENTITY, of_accounts._DIRECTORY, of_accounts._GROUP),
        *(_MERGE, of_copies._COLUMNS),
        *(of_accounts._LOG_IN, of_accounts._NOTICE),
        *(of_requests._REQUEST_COLUMNS, of_restrictions._SHOWN, of_corrections._SHOWN),
        *(VALUES, WORDS),
    )
    return (crm - _HIDDEN) | {name for names in told for name in names}


def test_every_column_of_ours_has_words() -> None:
    """Statement 33: an intelligible reproduction; a column that is added needs its words."""
    assert copied() - COLUMNS.keys() == set()
    assert field_words("LastName") == "LastName"


def test_every_store_has_words() -> None:
    """Statement 33: and so has each table that a copy may have rows of."""
    people = {
        label
        for label, entries in manifest.classifications().items()
        if any(isinstance(entry, Personal) for entry in entries.values())
    }
    assert people - STORES.keys() - NOT_COPIED == set()
    assert people >= NOT_COPIED


@pytest.mark.usefixtures("danish")
def test_they_are_danish_in_danish() -> None:
    """Statement 34: in the language of the request."""
    with override("da"):
        same = {name for name, words in COLUMNS.items() if gettext(str(words)) == name}
        assert same == set()
        assert field_words("lead_source") == "Hvor du kom fra"
        assert field_words("first_responded_on") == "Svarede f\u00f8rste gang"
