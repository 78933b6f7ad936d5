"""Which addresses may be typed: https to a public host; each call is looked at again."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.egress import Recipient, Transfer, is_public
from accounts.errors import Refused

RECIPIENT = Recipient(
    name=gettext_noop("The customer’s own system behind a webhook"),
    hosts=("*",),
    purpose=gettext_noop("Passing the audit trail on to where the customer keeps it"),
    company=gettext_noop("The customer whose workspace it is"),
    receives=gettext_noop(
        "Lines of the audit trail: ids of members, what they did and when; what the inbox tells"
    ),
    transfer=Transfer.OWN_MEMBERS,
)
_PORTS = (None, 443, 8443)
_INSIDE = ("localhost", ".local", ".internal", ".localhost", ".home.arpa")


def checked_host(address: str) -> str:
    """The host of an address that may be kept; raises Refused with what is wrong."""
    try:
        parts = urlsplit(address)
        port, host = parts.port, (parts.hostname or "").rstrip(".").lower()
    except ValueError as error:
        raise Refused(_("This is not an address.")) from error
    if parts.scheme != "https":
        raise Refused(_("The address has to begin with https://."), code="webhook_address")
    if parts.username or parts.password or "\\" in address or parts.fragment:
        raise Refused(
            _("The address may hold no user, no # and no backslash."), code="webhook_address"
        )
    if port not in _PORTS:
        raise Refused(_("The port has to be 443 or 8443."), code="webhook_address")
    if not host or _is_inside(host):
        raise Refused(_("The host has to be one of the public internet."), code="webhook_address")
    return host


def _is_inside(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # A bare word, or digits that some resolvers read as an address (127.1, 0x7f000001).
        last = host.rpartition(".")[2]
        return "." not in host or host.endswith(_INSIDE) or last[:1].isdigit()
    return not is_public(host)
