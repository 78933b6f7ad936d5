"""What people call channels: ours are kept under one word and shown in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PAID_SEARCH, PAID_SOCIAL, PAID_VIDEO = "Paid search", "Paid social", "Paid video"
ORGANIC_SEARCH, ORGANIC_SOCIAL = "Organic search", "Organic social"
CROSS_NETWORK, DISPLAY, EMAIL, DIRECT = "Cross-network", "Display", "E-mail", "Direct"
REFERRAL, AFFILIATES, EVENTS, OTHER = "Referral", "Affiliates", "Events", "Other"

_SHOWN: dict[str, Any] = {
    PAID_SEARCH: gettext_lazy("Paid search"),
    PAID_SOCIAL: gettext_lazy("Paid social"),
    PAID_VIDEO: gettext_lazy("Paid video"),
    CROSS_NETWORK: gettext_lazy("Cross-network"),
    DISPLAY: gettext_lazy("Display"),
    ORGANIC_SEARCH: gettext_lazy("Organic search"),
    ORGANIC_SOCIAL: gettext_lazy("Organic social"),
    EMAIL: gettext_lazy("E-mail"),
    REFERRAL: gettext_lazy("Referral"),
    DIRECT: gettext_lazy("Direct"),
    AFFILIATES: gettext_lazy("Affiliates"),
    EVENTS: gettext_lazy("Events"),
    OTHER: gettext_lazy("Other"),
}


def channel_name(channel: str) -> str:
    """A channel as the reader calls it; one of the workspace's own is called what it is."""
    if not channel:
        return _("Unassigned")
    return str(_SHOWN.get(channel, channel))


def channel_of_name(name: str, others: Iterable[str] = ()) -> str:
    """The channel that a person means by a name: one of ours, one of the others, or a new one.

    Case counts for nothing, so that "paid search" is no second channel.
    """
    name = " ".join(name.split())
    known = {shown.casefold(): key for key in _SHOWN for shown in (key, channel_name(key))}
    known |= {other.casefold(): other for other in others}
    return known.get(name.casefold(), name)
