"""To which addresses messages may go: those of the two vendors, and no other."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.egress import Recipient, Transfer
from accounts.errors import Refused
from accounts.models import ChannelKind

_PURPOSE = gettext_noop("Telling a channel of the customer’s own what happens in its numbers")
_RECEIVES = gettext_noop("Sentences about metrics, campaigns and numbers; nothing of a person")
SLACK = Recipient(
    name="Slack",
    hosts=("hooks.slack.com", "hooks.slack-gov.com"),
    purpose=_PURPOSE,
    allows_sandbox=True,
    company="Slack Technologies, LLC",
    country="US",
    receives=_RECEIVES,
    transfer=Transfer.ADEQUACY,
    safeguard=gettext_noop("Decision (EU) 2023/1795: the EU–US Data Privacy Framework"),
    is_instructed=True,
)
# Workflows: Office 365 connectors, and their host webhook.office.com, are retired.
TEAMS = Recipient(
    name="Microsoft Teams",
    hosts=("*.logic.azure.com", "*.powerplatform.com", "*.powerautomate.com"),
    purpose=_PURPOSE,
    allows_sandbox=True,
    company="Microsoft Ireland Operations Limited",
    country="IE",
    receives=_RECEIVES,
    transfer=Transfer.NONE,
    is_instructed=True,
)
RECIPIENTS = {ChannelKind.SLACK.value: SLACK, ChannelKind.TEAMS.value: TEAMS}
_RETIRED = (".webhook.office.com", "outlook.office.com")


def checked_address(kind: str, address: str) -> str:
    """The host of an address that may be kept; raises Refused with what is wrong."""
    recipient = RECIPIENTS[kind]
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise Refused(_("This is not an address.")) from error
    if parts.scheme != "https" or parts.username or "\\" in address or not parts.path.strip("/"):
        raise Refused(
            _("This is not the address of a webhook. It begins with https:// and has a path."),
            advice=_("Copy the whole address as %(vendor)s shows it.") % {"vendor": recipient.name},
            code="channel_address",
        )
    if f"https://{parts.netloc}" in settings.SANDBOX_ORIGINS:
        return host
    if host.endswith(_RETIRED):
        raise Refused(
            _("%(host)s is of the Office 365 connectors, which Microsoft has retired.")
            % {"host": host},
            advice=_("Make a webhook by Workflows in the channel, and copy its address."),
            code="channel_address",
        )
    if port not in (None, 443) or not recipient.includes(host):
        raise Refused(
            _("%(host)s is no host of %(vendor)s, which is reached at %(hosts)s.")
            % {"host": host, "vendor": recipient.name, "hosts": ", ".join(recipient.hosts)},
            code="channel_address",
        )
    return host
