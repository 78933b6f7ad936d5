"""The look-alikes of Slack and Teams take what the vendors take, and refuse what they refuse."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sandbox.chat import board, page_routes, slack_routes, teams_routes
from sandbox.web.messages import Request
from sandbox.world import World

WORLD: Any = None
SLACK, TEAMS = "/services/T0/growth/x", "/workflows/growth/triggers/manual/paths/invoke"


def asked(path: str, said: Any) -> Request:
    return Request("POST", path, {}, {}, json.dumps(said).encode(), is_secure=True)


def slack(said: Any, path: str = SLACK) -> int:
    world: World = WORLD
    answer = slack_routes.answer(world, asked(path, said))
    assert answer is not None
    return answer.status


def teams(said: Any, path: str = TEAMS) -> int:
    answer = teams_routes.answer(WORLD, asked(path, said))
    assert answer is not None
    return answer.status


def card(**more: Any) -> dict[str, Any]:
    text = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "<b>Fell</b>"}]}
    content = {"type": "AdaptiveCard", "version": "1.4", "body": [text], **more}
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": content}]}


def header(text: str) -> dict[str, Any]:
    block = {"type": "header", "text": {"type": "plain_text", "text": text}}
    return {"text": "x", "blocks": [block]}


def test_what_was_posted_can_be_read_and_is_escaped() -> None:
    assert slack(header("<b>Up</b>")) == 200
    assert teams(card()) == 202
    assert [one.vendor for one in board.messages()[:2]] == ["Microsoft Teams", "Slack"]
    answer = page_routes.answer(WORLD, replace(asked("/chat", None), method="GET"))
    assert answer is not None
    shown = b"".join(part for part in answer.body if isinstance(part, bytes)).decode()
    assert "&lt;b&gt;Up&lt;/b&gt;" in shown
    assert "&lt;b&gt;Fell&lt;/b&gt;" in shown


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 400),
        (header("x" * 150), 200),
        (header("x" * 151), 400),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, 400),
        ({"text": "x", "blocks": [{"type": "marquee"}]}, 400),
    ],
)
def test_slack_refuses_what_is_too_long_or_unknown(said: dict[str, Any], status: int) -> None:
    assert slack(said) == status


def test_what_is_gone_says_so() -> None:
    assert slack(header("x"), "/services/T0/growth/gone") == 404
    assert slack(header("x"), "/services/T0/growth/archived") == 410
    assert teams(card(), "/workflows/gone/triggers/manual/paths/invoke") == 404


@pytest.mark.parametrize(
    "said",
    [{"text": "x"}, card(version="9"), card(body=[]), card(type="MessageCard")],
)
def test_teams_takes_adaptive_cards_alone(said: dict[str, Any]) -> None:
    assert teams(said) == 400
