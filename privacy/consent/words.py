"""Features in words, from the names of addresses: where in the product, and what there."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.consent.purposes import PURPOSES

_PLACES = {
    "account": gettext_lazy("Log-in"),
    "accounts": gettext_lazy("Workspace and login"),
    "analytics": gettext_lazy("Numbers"),
    "billing": gettext_lazy("Billing"),
    "enquiries": gettext_lazy("Website"),
    "integrations": gettext_lazy("Sources"),
    "mfa": gettext_lazy("Log-in"),
    "privacy": gettext_lazy("Privacy"),
    "usersessions": gettext_lazy("Log-in"),
}

# The pages that people know by a name of their own; of the rest the address's name has to do.
_FEATURES = {
    "account_login": gettext_lazy("Log in"),
    "account_signup": gettext_lazy("Sign up"),
    "account_logout": gettext_lazy("Log out"),
    "account_email": gettext_lazy("E-mail address"),
    "account_change_password": gettext_lazy("Password"),
    "accounts:home": gettext_lazy("Home"),
    "accounts:profile": gettext_lazy("Profile"),
    "accounts:settings": gettext_lazy("Workspace"),
    "accounts:members": gettext_lazy("Members"),
    "accounts:invite": gettext_lazy("Invite a member"),
    "accounts:api_keys": gettext_lazy("API keys"),
    "accounts:audit": gettext_lazy("Audit trail"),
    "accounts:jobs": gettext_lazy("Jobs"),
    "analytics:overview": gettext_lazy("Overview"),
    "analytics:number": gettext_lazy("Where a number comes from"),
    "analytics:data": gettext_lazy("Data"),
    "analytics:metrics": gettext_lazy("Metrics"),
    "analytics:stages": gettext_lazy("Lead stages"),
    "analytics:matches": gettext_lazy("Campaign mapping"),
    "analytics:channels": gettext_lazy("Rules of channels"),
    "integrations:sources": gettext_lazy("Sources"),
    "integrations:source": gettext_lazy("A source"),
    "integrations:gallery": gettext_lazy("Connect a source"),
    "integrations:quarantine": gettext_lazy("Quarantine"),
    "mfa_index": gettext_lazy("Passkeys and second step"),
    "privacy:instructions": gettext_lazy("Instructions"),
    "privacy:numbers": gettext_lazy("Numbers left out"),
    "privacy:readings": gettext_lazy("Reading log"),
    "privacy:records": gettext_lazy("Processing records"),
    "privacy_consent:choices": gettext_lazy("Cookie choices"),
    "privacy_consent:own": gettext_lazy("Usage and consent"),
    "privacy_consent:proof": gettext_lazy("Consents"),
    "privacy_consent:usage": gettext_lazy("Usage"),
    "privacy_registers:breach_list": gettext_lazy("Registers"),
    "privacy_requests:desk": gettext_lazy("Requests"),
    "privacy_requests:house": gettext_lazy("Privacy centre"),
    "privacy_requests:own": gettext_lazy("Your data"),
    "privacy_restrictions:list": gettext_lazy("Restricted people"),
    "privacy_retention:page": gettext_lazy("Retention"),
    "usersessions_list": gettext_lazy("Where you are logged in"),
}


def purpose_words(key: str) -> str:
    """What people are asked about; one that is not asked about any more by its key."""
    return next((str(one.name) for one in PURPOSES if one.key == key), key)


def place_words(feature: str) -> str:
    """The part of the product to which a feature belongs."""
    app = feature.partition(":")[0].partition("_")[0]
    return str(_PLACES.get(app) or _("Elsewhere"))


def feature_words(feature: str) -> str:
    """The name of a feature as one can read it."""
    if feature in _FEATURES:
        return str(_FEATURES[feature])
    name = feature.rpartition(":")[2].replace("_", " ")
    return name[:1].upper() + name[1:]


def time_words(seconds: int) -> str:
    """How long, in the largest unit that fits."""
    if seconds >= 3600:
        return _("%(hours)d h %(minutes)d min") % {
            "hours": seconds // 3600,
            "minutes": seconds % 3600 // 60,
        }
    if seconds >= 60:
        return _("%(minutes)d min") % {"minutes": seconds // 60}
    return _("%(seconds)d s") % {"seconds": seconds}
