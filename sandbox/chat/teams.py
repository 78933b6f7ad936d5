"""Teams' Workflows behind a webhook: one Adaptive Card, 28 KB at most, taken with 202."""

from typing import Any

from sandbox.chat.board import Posted, put
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_MOST_BYTES = 28 * 1024
_ADAPTIVE = "application/vnd.microsoft.card.adaptive"
_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")


@routes.add("POST", "/workflows/{flow}/triggers/manual/paths/invoke")
def post(world: World, request: Request, flow: str) -> Response:
    if flow == "gone":
        return _refused("WorkflowNotFound", f"The workflow '{flow}' could not be found.", 404)
    if len(request.body) > _MOST_BYTES:
        return _refused("RequestEntityTooLarge", "The message is larger than 28 KB.", 413)
    try:
        card = _card(request.json())
    except (ValueError, KeyError, TypeError, IndexError):
        return _refused("InvalidRequestContent", "An Adaptive Card was expected.", 400)
    actions = [one for one in card.get("actions", []) if one.get("type") == "Action.OpenUrl"]
    put(Posted("Microsoft Teams", flow, tuple(_lines(card)), actions[0]["url"] if actions else ""))
    return Response(202, {}, [b""])


def _card(said: Any) -> dict[str, Any]:
    attachment = said["attachments"][0]
    card = attachment["content"]
    is_one = said["type"] == "message" and attachment["contentType"] == _ADAPTIVE
    if not is_one or card["type"] != "AdaptiveCard" or card["version"] not in _VERSIONS:
        raise ValueError("no Adaptive Card")
    if not list(_lines(card)):
        raise ValueError("an empty card")
    return dict(card)


def _lines(card: dict[str, Any]) -> list[str]:
    lines = []
    for part in card["body"]:
        if part["type"] == "RichTextBlock":
            lines.append("".join(run["text"] for run in part["inlines"]))
        elif part["type"] == "TextBlock":
            lines.append(part["text"])
    return lines


def _refused(code: str, message: str, status: int) -> Response:
    return json_response({"error": {"code": code, "message": message}}, status)
