"""Stores and fields of a package in words; what a source calls its fields stays as it is there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy.access.columns import COLUMNS

STORES: Mapping[str, Any] = {
    "account.emailaddress": _("E-mail addresses of the login"),
    "accounts.accessgrant": _("Looks of Proactivox that are yours or name you"),
    "accounts.accessline": _("Pages you asked for in the last 90 days"),
    "accounts.announcementreceipt": _("Notices that we told you"),
    "accounts.apikey": _("API keys"),
    "accounts.auditevent": _("What you did, in the trail of changes"),
    "accounts.disclosure": _("Who received data about you"),
    "accounts.inboxitem": _("What you were told in your inbox"),
    "accounts.invitation": _("Invitations"),
    "accounts.login": _("Tries to log in as you"),
    "accounts.securitynotice": _("What we told you about the safety of your login"),
    "accounts.membership": _("Workspaces you belong to"),
    "accounts.quarantinednumber": _("Numbers that identify you, kept apart"),
    "accounts.reading": _("When data about you was read"),
    "accounts.scimmember": _("Groups of your company’s directory that you are in"),
    "accounts.scimperson": _("What your company’s directory says of you"),
    "accounts.ssoidentity": _("Who you are at your company’s provider"),
    "accounts.tellingwish": _("How you wish to be told"),
    "accounts.user": _("Login"),
    "analytics.annotation": _("Annotations you wrote"),
    "analytics.budget": _("Budgets and goals you made"),
    "analytics.ownmetricversion": _("Metrics you defined"),
    "analytics.budgetamount": _("Amounts of budgets and goals you set"),
    "analytics.automation": _("Automations you made, set live or paused"),
    "analytics.automationversion": _("Versions of automations you made"),
    "analytics.automationswitch": _("Automations you stopped"),
    "analytics.savedreport": _("Reports you saved"),
    "analytics.dashboard": _("Dashboards you made"),
    "analytics.dashboardversion": _("Versions of dashboards you made"),
    "analytics.sharedlink": _("Links you made or revoked"),
    "analytics.report": _("Reports you set up"),
    "analytics.reportrecipient": _("Reports you get"),
    "analytics.reportsending": _("Reports you asked for"),
    "analytics.reportcopy": _("Reports you were sent"),
    "analytics.publication": _("Reports you published"),
    "analytics.campaignmatch": _("Campaigns you mapped"),
    "analytics.channelbook": _("Rules of channels you changed"),
    "analytics.monitor": _("Monitors you made or paused"),
    "analytics.mutewindow": _("Quiet days you set for monitors"),
    "analytics.incident": _("Incidents you own"),
    "analytics.incidentevent": _("What you did about incidents"),
    "analytics.incidentcomment": _("What you wrote about incidents"),
    "billing.stripecustomer": _("Workspaces for which Stripe writes to you"),
    "enquiries.booking": _("Demos you booked"),
    "enquiries.demowaiter": _("That you wait for times of demos"),
    "enquiries.delivery": _("Newsletters sent to you"),
    "enquiries.registration": _("Webinars you registered for"),
    "enquiries.subscriber": _("Your newsletter"),
    "enquiries.subscriptionevent": _("How you agreed to the newsletter, and left it"),
    "enquiries.ticket": _("What you wrote to us about"),
    "enquiries.ticketfile": _("Files you sent with it"),
    "enquiries.ticketmessage": _("What you wrote to us, and our answers"),
    "integrations.campaignmember": _("Campaigns you were part of"),
    "integrations.contact": _("You as a contact"),
    "integrations.lead": _("You as a lead"),
    "integrations.leadstatuschange": _("Steps of you as a lead"),
    "integrations.mergedrecord": _("Records of you that were merged"),
    "integrations.opportunity": _("Deals that name you"),
    "integrations.opportunitycontact": _("Your part in deals"),
    "integrations.personfield": _("Fields about you that were chosen to be kept"),
    "integrations.correction": _("Corrections of your records"),
    "integrations.restriction": _("Restrictions of your records"),
    "integrations.actionrules": _("When you stopped changes of campaigns"),
    "integrations.actionstep": _("Steps of changes of campaigns that you took"),
    "integrations.campaignaction": _("Changes of campaigns you asked for or decided about"),
    "integrations.source": _("Sources you connected"),
    "mfa.authenticator": _("Second steps of the log-in"),
    "privacy.changesubscriber": _("Mail to you about changes of subprocessors"),
    "privacy.consentevent": _("What you agreed to and refused"),
    "privacy.consentstanding": _("What you agree to now"),
    "privacy.datasubjectrequest": _("Your requests"),
    "privacy.legalhold": _("What may not be deleted, and why"),
    "privacy.mailoptout": _("That you get no marketing"),
    "privacy.package": _("Copies made for you"),
    "privacy.policyshown": _("Published texts you were shown"),
    "privacy.rectification": _("What was corrected"),
    "privacy.registernote": _("What registers say of you"),
    "privacy.requestmessage": _("Messages of your requests"),
    "privacy.restrictedperson": _("Restrictions of your data"),
    "privacy.usageday": _("Features you used, counted with your consent"),
    "usersessions.usersession": _("Sessions"),
    "Contact": _("Contact"),
    "Lead": _("Lead"),
    "CampaignMember": _("Member of a campaign"),
    "Task": _("Task"),
    "Event": _("Event"),
}
# What was asked: an app's stores by its name.
APPS: Mapping[str, Any] = {
    "integrations": _("Data of connected sources"),
    "analytics": _("Numbers and rules"),
    "enquiries": _("Enquiries"),
    "billing": _("Plan and payments"),
    "privacy": _("Privacy requests"),
    "accounts": _("Logins, members, logs"),
}


def store_words(store: str) -> str:
    """A table of ours, or a kind of record of a source."""
    return str(STORES.get(store, store))


def field_words(field: str) -> str:
    """A column of ours; a source's own name of a field as it is."""
    return str(COLUMNS.get(field, field))


def app_words(name: str) -> str:
    """What was asked."""
    return str(APPS.get(name, name))
