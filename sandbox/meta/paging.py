"""Lists cut into pages with cursors, as the Graph API cuts them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.meta.errors import invalid
from sandbox.world import World

USUAL, MOST = 25, 1000


def paged(
    world: World, path: str, asked: Mapping[str, Any], rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """{"data", "paging"}: `next` is there only while there is more, and carries no token."""
    limit = min(MOST, int(asked.get("limit", USUAL)))
    start = _offset(str(asked["after"])) if asked.get("after") else 0
    shown = list(rows[start : start + limit])
    if not shown:
        return {"data": []}
    end = start + len(shown)
    paging: dict[str, Any] = {"cursors": {"before": _cursor(start), "after": _cursor(end)}}
    if end < len(rows):
        more = {k: v for k, v in asked.items() if k not in ("after", "access_token")}
        query = urlencode(more | {"after": _cursor(end)})
        paging["next"] = f"{world.origins.instance}/meta{path}?{query}"
    return {"data": shown, "paging": paging}


def _cursor(offset: int) -> str:
    return urlsafe_b64encode(f"QVFI:{offset}".encode()).decode().rstrip("=")


def _offset(cursor: str) -> int:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return int(text.removeprefix("QVFI:"))
    except ValueError:
        raise invalid("Invalid cursors values") from None
