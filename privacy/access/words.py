"""Stores and fields of a package in words; what a source calls its fields stays as it is there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy.access.columns import COLUMNS

STORES: Mapping[str, Any] = {
    "account.emailaddress": _("E-mail addresses of the login"),
    "accounts.apikey": _("API keys"),
    "accounts.auditevent": _("What you did, in the trail of changes"),
    "accounts.disclosure": _("Who received data about you"),
    "accounts.invitation": _("Invitations"),
    "accounts.membership": _("Workspaces you belong to"),
    "accounts.quarantinednumber": _("Numbers that identify you, kept apart"),
    "accounts.reading": _("When data about you was read"),
    "accounts.user": _("Login"),
    "analytics.campaignmatch": _("Campaigns you mapped"),
    "analytics.channelbook": _("Rules of channels you changed"),
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
    "integrations.source": _("Sources you connected"),
    "mfa.authenticator": _("Second steps of the log-in"),
    "privacy.datasubjectrequest": _("Your requests"),
    "privacy.legalhold": _("What may not be deleted, and why"),
    "privacy.package": _("Copies made for you"),
    "privacy.rectification": _("What was corrected"),
    "privacy.registernote": _("What registers say of you"),
    "privacy.requestmessage": _("Messages of your requests"),
    "privacy.restrictedperson": _("Restrictions of your data"),
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
