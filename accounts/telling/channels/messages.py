"""What a message looks like at Slack and at Teams; what was typed stands in it as plain text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import ChannelKind

# Slack: 150 characters in a header, 3000 in a section. Teams: 28 KB in all.
_LONGEST_TITLE, _LONGEST_TEXT = 150, 2000
_ADAPTIVE = "application/vnd.microsoft.card.adaptive"
_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


@dataclass(frozen=True)
class Message:
    """What is told, in words that are finished: of the workspace's language."""

    title: str
    text: str
    facts: str
    url: str


def body_of(kind: str, message: Message) -> dict[str, Any]:
    """The JSON that the vendor takes."""
    makers: dict[str, Callable[[Message], dict[str, Any]]] = {
        ChannelKind.SLACK.value: _slack,
        ChannelKind.TEAMS.value: _teams,
    }
    return makers[kind](message)


def _slack(message: Message) -> dict[str, Any]:
    title, text = _cut(message.title, _LONGEST_TITLE), _cut(message.text, _LONGEST_TEXT)
    said = [_plain("header", title)]
    if text:
        said.append(_plain("section", text))
    link = f"<{message.url}|{_escaped(_('Open in Proactivox'))}>"
    facts = {"type": "mrkdwn", "text": f"{_escaped(message.facts)} · {link}"}
    # `text` is read out and shown in notices; there "<!channel>" would call everybody.
    return {
        "text": _escaped(title),
        "blocks": [*said, {"type": "context", "elements": [facts]}],
        "unfurl_links": False,
    }


def _plain(kind: str, text: str) -> dict[str, Any]:
    return {"type": kind, "text": {"type": "plain_text", "text": text, "emoji": False}}


def _escaped(text: str) -> str:
    """As Slack's documentation has it: these three, and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams(message: Message) -> dict[str, Any]:
    lines = [
        _run(_cut(message.title, _LONGEST_TITLE), weight="Bolder", size="Medium"),
        *([_run(_cut(message.text, _LONGEST_TEXT))] if message.text else []),
        _run(message.facts, isSubtle=True, size="Small"),
    ]
    opening = {"type": "Action.OpenUrl", "title": _("Open in Proactivox"), "url": message.url}
    card = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": lines,
        "actions": [opening],
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": _ADAPTIVE, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _run(text: str, **style: Any) -> dict[str, Any]:
    # A TextBlock reads Markdown in what was typed; a TextRun does not.
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
