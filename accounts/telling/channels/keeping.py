"""What admins do with channels: add, test, pause, go on, remove; and when we pause one."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.audit import record
from accounts.crypto import Place, decrypt, encrypt
from accounts.errors import Refused
from accounts.models import ChannelPost, PostState, Severity, TellingChannel, Workspace
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.telling.channels.hosts import checked_address
from accounts.telling.channels.messages import Message
from accounts.telling.channels.posting import ask, post
from accounts.telling.kinds import CHANNEL_FAILED
from accounts.telling.said import Said
from accounts.telling.telling import tell
from accounts.tenancy import inside, require_workspace_id

MOST_CHANNELS = 10
# In `paused_why`, where a member did it.
MEMBER = "member"


def add_channel(
    *, kind: str, name: str, address: str, kinds: Iterable[str], least: Severity
) -> TellingChannel:
    """A channel that is told from now on; raises Refused."""
    host = checked_address(kind, address)
    with inside(require_workspace_id()):
        if TellingChannel.objects.count() >= MOST_CHANNELS:
            raise Refused(
                _("There are %(count)d channels already. Remove one first.")
                % {"count": MOST_CHANNELS},
                code="channel_limit",
            )
        channel = TellingChannel(
            kind=kind, name=name, host=host, kinds=sorted(set(kinds)), least=least
        )
        channel.workspace_id = require_workspace_id()
        channel.address = encrypt(_place(channel), address.strip())
        channel.save(force_insert=True)
        record("channel.added", channel, kind=kind, host=host, kinds=channel.kinds)
    return channel


def open_address(channel: TellingChannel) -> str:
    """Where its messages go; whoever has it can write there."""
    return decrypt(_place(channel), bytes(channel.address))


def send_test(*, channel_id: UUID) -> ChannelPost:
    """A message that says that it is a test, in the workspace's language."""
    with inside(require_workspace_id()):
        channel = TellingChannel.objects.get(pk=channel_id)
        workspace = Workspace.objects.get(pk=require_workspace_id())
        path = reverse("accounts:channel", args=[workspace.slug, channel.pk])
        with translation.override(workspace.language):
            message = Message(
                title=_("Test from Proactivox"),
                text=_("Messages of %(name)s arrive here.") % {"name": workspace.name},
                facts=workspace.name,
                url=f"{settings.PUBLIC_URL.rstrip('/')}{path}",
            )
            row = post(channel, None, message)
        record("channel.tested", channel)
    return row


def switch(*, channel_id: UUID, on: bool) -> TellingChannel:
    """Paused: nothing is sent, and nothing of that time is told later but what waits already."""
    with inside(require_workspace_id()):
        channel = TellingChannel.objects.select_for_update(no_key=True).get(pk=channel_id)
        if on is (channel.paused_at is None):
            return channel
        channel.paused_at = None if on else timezone.now()
        channel.paused_why, channel.failures = "" if on else MEMBER, 0
        channel.save(update_fields=["paused_at", "paused_why", "failures"])
        if on:
            for row in ChannelPost.objects.filter(channel=channel, state=PostState.WAITING):
                ask(row)
            _tell_admins(channel, resolved=True)
        record("channel.switched_on" if on else "channel.switched_off", channel)
    return channel


def remove_channel(*, channel_id: UUID) -> TellingChannel:
    """Forget the address and what was sent there."""
    with inside(require_workspace_id()):
        channel = TellingChannel.objects.select_for_update(no_key=True).get(pk=channel_id)
        _tell_admins(channel, resolved=True)
        ChannelPost.objects.filter(channel=channel).delete()
        TellingChannel.objects.filter(pk=channel.pk).delete()
        record("channel.removed", channel, host=channel.host)
    return channel


def pause(channel: TellingChannel, *, why: str) -> None:
    """It refuses for good, or keeps failing: it is let alone, and admins are told why."""
    channel.paused_at, channel.paused_why = timezone.now(), why[:200]
    channel.save(update_fields=["paused_at", "paused_why", "failures"])
    _tell_admins(channel)
    record("channel.switched_off", channel, reason="failing")


def _tell_admins(channel: TellingChannel, *, resolved: bool = False) -> None:
    workspace = Workspace.objects.get(pk=require_workspace_id())
    admins = members_who_may(Permission.MANAGE_WEBHOOKS)
    if resolved:
        title = Said(gettext_noop("%(channel)s is told again"), {"channel": channel.name})
    else:
        title = Said(gettext_noop("%(channel)s takes no message"), {"channel": channel.name})
    text = Said(
        gettext_noop("It answered: %(answer)s. Nothing is sent there until somebody mends it."),
        {"answer": channel.paused_why or "–"},
    )
    tell(
        kind=CHANNEL_FAILED.word,
        key=str(channel.pk),
        title=title,
        text=Said("") if resolved else text,
        url=reverse("accounts:channel", args=[workspace.slug, channel.pk]),
        severity=Severity.WARNING,
        to=[member.user for member in admins],
        resolved=resolved,
    )


def _place(channel: TellingChannel) -> Place:
    return Place("accounts_tellingchannel", "address", channel.workspace_id, channel.pk)
