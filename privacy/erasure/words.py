"""What tables, measures and kinds of records are called on pages."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TABLES: dict[str, Any] = {
    "accounts.apikey": _("API keys"),
    "accounts.auditevent": _("Audit trail"),
    "accounts.invitation": _("Invitations"),
    "accounts.job": _("Mails in the queue"),
    "accounts.membership": _("Memberships"),
    "accounts.user": _("Log-ins"),
    "account.emailaddress": _("Addresses of log-ins"),
    "analytics.campaignmatch": _("Campaign mappings"),
    "analytics.channelbook": _("Channel rules"),
    "integrations.campaignmember": _("Campaign members"),
    "integrations.contact": _("Contacts"),
    "integrations.lead": _("Leads"),
    "integrations.leadstatuschange": _("Steps of leads"),
    "integrations.mergedrecord": _("Merged records"),
    "integrations.opportunity": _("Deals: the link to the person"),
    "integrations.opportunitycontact": _("Roles in deals"),
    "integrations.personfield": _("Opted-in fields, encrypted"),
    "integrations.quarantinedrecord": _("New records in quarantine"),
    "integrations.source": _("Who connected a source"),
    "integrations.suppression": _("List that keeps the erased out"),
    "mfa.authenticator": _("Second steps"),
    "privacy.datasubjectrequest": _("Privacy requests"),
    "privacy.requestmessage": _("Messages of privacy requests"),
    "sessions.session": _("Sessions"),
    "usersessions.usersession": _("Sessions and their browsers"),
    "files": _("Uploaded files and lists of rejects"),
    "look_up": _("Looking the person up"),
    "Contact": _("Contact"),
    "Lead": _("Lead"),
    "CampaignMember": _("Campaign member"),
    "Task": _("Task"),
    "Event": _("Event"),
    "cache": _("Cache and queues of the broker"),
}
CHOICES: dict[str, Any] = {
    "delete": _("are deleted in the source"),
    "redact": _("are emptied in the source, and stay as records"),
    "ask": _("wait until a member decides"),
    "never": _("stay in the source, as the workspace decided"),
}
MEASURES: dict[str, Any] = {
    "leads": _("Leads"),
    "mql": _("MQL"),
    "sql": _("SQL"),
    "opportunities": _("Opportunities"),
    "pipeline_micros": _("Pipeline"),
    "won": _("Won deals"),
    "won_micros": _("Won revenue"),
    "new_customers": _("New customers"),
    "lost": _("Lost deals"),
}


def until_words(until: str) -> str:
    """Until when something is kept: a day as it is written, or a message's translation."""
    try:
        day = date.fromisoformat(until)
    except ValueError:
        return str(gettext(until)) if until else ""
    return str(date_format(day, "DATE_FORMAT"))


def name_of(table: str) -> str:
    """What a table, or another place, is called; its label where it has no words."""
    return str(TABLES.get(table, table))
