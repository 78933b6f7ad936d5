"""The terms of the map in words: categories of data, kinds of people, transfers, countries."""

from collections.abc import Callable, Mapping
from typing import Any

from babel.core import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.egress import Recipient, Transfer

# Terms of the vocabulary's module "pd" (https://w3id.org/dpv/2.0/pd), and what they are here.
CATEGORIES: Mapping[str, Any] = {
    "pd:Authenticating": _("Second step of the log-in"),
    "pd:Behavioral": _("What the person did, by the customer’s records"),
    "pd:Communication": _("What was asked, answered and done about it"),
    "pd:Country": _("Country"),
    "pd:EmailAddress": _("E-mail address, or a keyed hash of it"),
    "pd:GroupMembership": _("Belonging to a workspace, and role in it"),
    "pd:IPAddress": _("IP address"),
    "pd:Identifying": _("Ids and other identifying data"),
    "pd:IndividualProfile": _("State of the login"),
    "pd:Interest": _("What the person wants to hear about"),
    "pd:Language": _("Language"),
    "pd:Name": _("Name"),
    "pd:OfficialID": _("National identification number"),
    "pd:Password": _("Hash of the password"),
    "pd:Professional": _("Place in a company or a deal"),
    "pd:ServiceConsumptionBehavior": _("Use of the service"),
    "pd:TelephoneNumber": _("Telephone number"),
    "pd:AccountIdentifier": _("Account with a payment service"),
    "pd:UID": _("Id of a login"),
    "pd:UserAgent": _("Name of the browser"),
}
SUBJECTS: Mapping[str, Any] = {
    "user": _("Users of Proactivox"),
    "invitee": _("People who were invited"),
    "visitor": _("Visitors of our pages"),
    "subscriber": _("People who asked for news"),
    "customer_contact": _("The customer’s contacts and leads"),
    "customer_staff": _("The customer’s own staff"),
}
_TRANSFERS: Mapping[Transfer, Any] = {
    Transfer.NONE: _("None: inside the EU or the EEA"),
    Transfer.ADEQUACY: _("Adequacy decision, Art. 45"),
    Transfer.SCC_C2P: _("Standard contractual clauses, module 2, Art. 46(2)(c)"),
    Transfer.SCC_P2P: _("Standard contractual clauses, module 3, Art. 46(2)(c)"),
    Transfer.OWN_MEMBERS: _("By nobody but the customer, who knows where its members are"),
}


def transfer_words(recipient: Recipient, translate: Callable[[str], str]) -> str:
    """By what a transfer is allowed, with its decision or clauses."""
    words = str(_TRANSFERS[recipient.transfer]) if recipient.transfer else ""
    return f"{words}. {translate(recipient.safeguard)}" if recipient.safeguard else words


def country_name(code: str) -> str:
    """A country in the language that is spoken now; "" for none."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    return str(names.get(code, code))
