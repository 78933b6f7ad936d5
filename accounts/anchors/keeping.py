"""Writes each workspace's signed head into a file of its own, every night, and tells webhooks."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from accounts.anchors.signing import sign_head
from accounts.audit import head
from accounts.tenancy import in_each_workspace, require_workspace_id
from accounts.webhooks.streams import AUDIT, HEAD
from accounts.webhooks.telling import tell_all


def anchor_heads() -> int:
    """Sign the head of every trail that has a line; how many. Without a key there is none."""
    return in_each_workspace(_anchor_head) if settings.ANCHOR_KEY else 0


def heads_of(workspace_id: UUID) -> Iterator[Any]:
    """What was signed of one trail, oldest first; None for a line that cannot be read."""
    place = _place(workspace_id)
    for line in place.read_bytes().splitlines() if place.exists() else ():
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            yield None


def _anchor_head() -> int:
    found = head()
    if not found.seq:
        return 0
    document = sign_head(require_workspace_id(), found)
    _append(require_workspace_id(), document)
    tell_all(AUDIT, HEAD, document)
    return 1


def _append(workspace_id: UUID, document: dict[str, Any]) -> None:
    """On the disk before it returns; one write, so that two at once do not mix."""
    place = _place(workspace_id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, orjson.dumps(document) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def _place(workspace_id: UUID) -> Path:
    return Path(settings.ANCHOR_DIR) / f"{workspace_id}.jsonl"
