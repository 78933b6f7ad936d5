"""What tables, measures and kinds of records are called on pages."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TABLES: dict[str, Any] = {
    "accounts.accessline": _("Log of requests"),
    "accounts.accessgrant": _("Looks of Proactivox into the workspace"),
    "accounts.announcement": _("Notices to users"),
    "accounts.announcementreceipt": _("Who was told of which notice"),
    "accounts.maintenance": _("Planned work on the service"),
    "accounts.apikey": _("API keys"),
    "accounts.auditevent": _("Audit trail"),
    "accounts.invitation": _("Invitations"),
    "accounts.inboxitem": _("What members were told in their inbox"),
    "accounts.tellingwish": _("How members wish to be told"),
    "accounts.told": _("What a workspace has to tell"),
    "accounts.closure": _("Closing of the workspace"),
    "accounts.confidant": _("Promises of confidentiality"),
    "accounts.disclosure": _("Log of disclosures"),
    "accounts.instruction": _("Instructions"),
    "accounts.job": _("Mails in the queue"),
    "accounts.login": _("History of log-ins"),
    "accounts.securitynotice": _("Notices about the login"),
    "accounts.loggedperson": _("Names in the logs of readings and disclosures"),
    "accounts.quarantinednumber": _("CPR numbers, kept apart"),
    "accounts.reading": _("Log of readings"),
    "accounts.membership": _("Memberships"),
    "accounts.switch": _("Switches of the product"),
    "accounts.scimmember": _("Who is in which group of their company’s directory"),
    "accounts.scimperson": _("What a company’s directory says of its people"),
    "accounts.scimtoken": _("Tokens of companies’ directories"),
    "accounts.ssoidentity": _("Who somebody is at their company’s provider"),
    "accounts.user": _("Log-ins"),
    "accounts.webhookdelivery": _("Messages to webhooks"),
    "account.emailaddress": _("Addresses of log-ins"),
    "account.emailconfirmation": _("Confirmations of addresses"),
    "analytics.annotation": _("Annotations"),
    "analytics.campaignmatch": _("Campaign mappings"),
    "analytics.channelbook": _("Channel rules"),
    "analytics.monitor": _("Monitors"),
    "analytics.mutewindow": _("Quiet days of monitors"),
    "analytics.incident": _("Incidents"),
    "analytics.incidentevent": _("Timelines of incidents"),
    "analytics.incidentcomment": _("Comments on incidents"),
    "billing.stripecustomer": _("Whom Stripe writes to for a workspace"),
    "billing.stripeevent": _("Messages from Stripe"),
    "billing.subscription": _("Subscription of the workspace"),
    "enquiries.booking": _("Demos"),
    "enquiries.demowaiter": _("Who waits for times of demos"),
    "enquiries.delivery": _("Newsletters sent"),
    "enquiries.demohours": _("Who gives demos, and when"),
    "enquiries.newsletter": _("Newsletters"),
    "enquiries.registration": _("Registrations for webinars"),
    "enquiries.subscriber": _("Subscribers of the newsletter"),
    "enquiries.subscriptionevent": _("Proof of consent to the newsletter"),
    "enquiries.ticket": _("Tickets"),
    "enquiries.ticketfile": _("Files of tickets"),
    "enquiries.ticketfilepiece": _("Contents of files of tickets"),
    "enquiries.ticketmail": _("Which mails to the support address were taken"),
    "enquiries.ticketmessage": _("Messages of tickets"),
    "integrations.campaignmember": _("Campaign members"),
    "integrations.certificate": _("Certificates of sources"),
    "integrations.company": _("Companies"),
    "integrations.contact": _("Contacts"),
    "integrations.correction": _("Corrections held against the source"),
    "integrations.crmuser": _("Users of the CRM"),
    "integrations.lead": _("Leads"),
    "integrations.leadstatuschange": _("Steps of leads"),
    "integrations.mergedrecord": _("Merged records"),
    "integrations.opportunity": _("Deals: the link to the person"),
    "integrations.opportunitycontact": _("Roles in deals"),
    "integrations.personfield": _("Opted-in fields, encrypted"),
    "integrations.quarantinedrecord": _("New records in quarantine"),
    "integrations.restriction": _("Restrictions of records"),
    "integrations.source": _("Who connected a source"),
    "integrations.suppression": _("List that keeps the erased out"),
    "mfa.authenticator": _("Second steps"),
    "privacy.agreementacceptance": _("Acceptances of the agreement"),
    "privacy.changesubscriber": _("Subscribers to changes of subprocessors"),
    "privacy.closurecertificate": _("Certificates of closing"),
    "privacy.consentevent": _("Proof of consent"),
    "privacy.consentstanding": _("What a login agrees to now"),
    "privacy.datasubjectrequest": _("Privacy requests"),
    "privacy.erasure": _("Erasures"),
    "privacy.erasureitem": _("Parts of erasures"),
    "privacy.forwarding": _("Requests passed on"),
    "privacy.inboundmail": _("Mail that came in"),
    "privacy.legalhold": _("Legal holds"),
    "privacy.mailoptout": _("List that keeps marketing away"),
    "privacy.package": _("Copies made for people"),
    "privacy.packagechunk": _("Pieces of copies"),
    "privacy.packageitem": _("Parts of copies"),
    "privacy.policyshown": _("Published texts that a login was shown"),
    "privacy.recipientnotice": _("Notices to recipients"),
    "privacy.rectification": _("Corrections"),
    "privacy.redaction": _("What was left out of copies"),
    "privacy.registerentry": _("Entries of registers"),
    "privacy.registerevent": _("Steps in registers"),
    "privacy.registernote": _("Words in registers"),
    "privacy.requestevent": _("Steps of privacy requests"),
    "privacy.requestmessage": _("Messages of privacy requests"),
    "privacy.restrictedperson": _("Restricted people"),
    "privacy.subprocessorobjection": _("Objections to subprocessors"),
    "privacy.usageday": _("Usage of features"),
    "privacy.retentionrule": _("Rules of retention"),
    "privacy.workspaceexport": _("Exports of the workspace"),
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
LACKING = _("cannot be changed: the source was not asked for the right to")
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
