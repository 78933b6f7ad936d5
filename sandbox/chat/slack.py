"""Slack's incoming webhooks: text and blocks with its limits, and its answers in plain words."""

import re
from typing import Any

from sandbox.chat.board import Posted, put
from sandbox.web.messages import Request, Response, text_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_MOST_BLOCKS, _HEADER, _SECTION = 50, 150, 3000
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
# Channels that answer as Slack does of what is gone, for tests.
_GONE = {"gone": (404, "no_service"), "archived": (410, "channel_is_archived")}


@routes.add("POST", "/services/{team}/{channel}/{secret}")
def post(world: World, request: Request, team: str, channel: str, secret: str) -> Response:
    if secret in _GONE:
        status, word = _GONE[secret]
        return text_response(word, status)
    try:
        said = request.json()
    except ValueError:
        return text_response("invalid_payload", 400)
    if not isinstance(said, dict) or not (said.get("text") or said.get("blocks")):
        return text_response("no_text", 400)
    blocks = said.get("blocks", [])
    if (
        not isinstance(blocks, list)
        or len(blocks) > _MOST_BLOCKS
        or not all(map(_is_block, blocks))
    ):
        return text_response("invalid_blocks", 400)
    texts = [text for block in blocks for text in _texts(block)]
    link = next((found[1] for text in texts if (found := _LINK.search(text))), "")
    lines = tuple(_shown(text) for text in texts) or (_shown(str(said["text"])),)
    put(Posted("Slack", channel, lines, link))
    return text_response("ok")


def _is_block(block: Any) -> bool:
    if not isinstance(block, dict):
        return False
    texts = _texts(block)
    if block.get("type") == "header":
        is_plain = block.get("text", {}).get("type") == "plain_text"
        return is_plain and 0 < len(texts[0]) <= _HEADER
    if block.get("type") == "section":
        return bool(texts) and all(0 < len(text) <= _SECTION for text in texts)
    return block.get("type") in ("context", "divider", "actions")


def _texts(block: dict[str, Any]) -> list[str]:
    parts = [block.get("text"), *block.get("elements", [])]
    return [str(part.get("text", "")) for part in parts if isinstance(part, dict)]


def _shown(text: str) -> str:
    """As it is read: links by their words, the three entities as what they stand for."""
    words = _LINK.sub(r"\2", text)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
