"""Writes a message to each channel that wants a thing, in the caller's transaction."""

from functools import partial
from typing import Any

import orjson
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.jobs import enqueue
from accounts.models import ChannelPost, Severity, TellingChannel, Told, Workspace
from accounts.number_formats import writing_numbers
from accounts.telling.channels.messages import Message, body_of
from accounts.telling.kinds import ESCALATION, label_of
from accounts.telling.said import written_of
from accounts.tenancy import require_workspace_id
from accounts.webhooks.streams import TOLD
from accounts.webhooks.telling import tell_all

POST = "accounts.tasks.post_told"


def post_to_channels(told: Told, *, is_new: bool) -> None:
    """Tell Slack, Teams and signed webhooks that a thing began, changed or is over."""
    if told.kind == ESCALATION.word:
        # A rule says itself which channel is told of it.
        return
    workspace = Workspace.objects.get(pk=require_workspace_id())
    _tell_webhooks(told, workspace, is_new=is_new)
    for channel in TellingChannel.objects.filter(paused_at=None, least__lte=told.severity):
        if not channel.kinds or told.kind in channel.kinds:
            post(channel, told, message_of(told, workspace))


def post(channel: TellingChannel, told: Told | None, message: Message) -> ChannelPost:
    """One message to one channel, sent soon."""
    body = orjson.dumps(body_of(channel.kind, message)).decode()
    row = ChannelPost.objects.create(channel=channel, told=told, body=body)
    ask(row)
    return row


def ask(row: ChannelPost) -> None:
    """Ask for a try soon."""
    enqueue(POST, row.pk, dedupe_key=f"post:{row.pk}")


def message_of(told: Told, workspace: Workspace) -> Message:
    """The thing in the workspace's language and numbers: nobody's own, for everybody reads it."""
    with (
        translation.override(workspace.language),
        writing_numbers(own="", workspace=workspace.number_format),
    ):
        state = _("Over") if told.resolved_at else str(Severity(told.severity).label)
        return Message(
            title=written_of(told.said["title"]),
            text=written_of(told.said["text"]),
            facts=f"{state} · {label_of(told.kind)} · {workspace.name}",
            url=_link(told, workspace),
        )


def _link(told: Told, workspace: Workspace) -> str:
    """As it is in `accounts.urls`: to ask there, a worker would load every page of the product."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/w/{workspace.slug}/inbox/{told.pk}/"


def _tell_webhooks(told: Told, workspace: Workspace, *, is_new: bool) -> None:
    happened = "resolved" if told.resolved_at else "opened" if is_new else "updated"
    tell_all(TOLD, f"{told.kind}.{happened}", partial(_data, told, workspace))


def _data(told: Told, workspace: Workspace) -> dict[str, Any]:
    message = message_of(told, workspace)
    return {
        "workspace": str(workspace.pk),
        "id": str(told.pk),
        "key": told.key,
        "severity": Severity(told.severity).name.lower(),
        "title": message.title,
        "text": message.text,
        "url": message.url,
        "first_told": told.first_told.isoformat(),
        "resolved_at": told.resolved_at.isoformat() if told.resolved_at else None,
    }
