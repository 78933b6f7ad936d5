"""What can be switched off, or on for some, while everything runs: one door, names known here."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.models import Switch

# {name: (what it switches, how it stands while nobody has moved it)}
KNOWN: Mapping[str, tuple[str, bool]] = {
    "sign_up": ("New logins can be made", True),
    "sync.salesforce": ("Syncs of Salesforce", True),
    "sync.google_ads": ("Syncs of Google Ads", True),
    "sync.meta_ads": ("Syncs of Meta Ads", True),
    "sync.google_analytics": ("Syncs of Google Analytics", True),
    "sync.hubspot": ("Syncs of HubSpot", True),
    "write.google_ads": ("Changes of campaigns at Google Ads", True),
    "write.meta_ads": ("Changes of campaigns at Meta Ads", True),
    "write.salesforce": ("Tasks and fields written to Salesforce", True),
}
# However often a process asks, the table is read this often.
_FRESH_SECONDS = 10.0
_Moved = Mapping[str, Switch]
_NEVER: tuple[float, _Moved] = (float("-inf"), {})
_read = _NEVER


def is_on(name: str, workspace: Any = None) -> bool:
    """Whether it is on, for a workspace (row or id) where it is on for some; at most 10 s old.

    Raises LookupError for a name that the code does not know.
    """
    if name not in KNOWN:
        raise LookupError(f"{name!r} is no switch; accounts.switches names them.")
    moved = _moved().get(name)
    if moved is None:
        return KNOWN[name][1]
    if not moved.is_on:
        return False
    if moved.share >= 100:
        return True
    workspace_id = getattr(workspace, "pk", workspace)
    return workspace_id is not None and _is_chosen(moved, UUID(str(workspace_id)))


def forget_switches() -> None:
    """The next who asks reads the table."""
    global _read
    _read = _NEVER


def _is_chosen(moved: Switch, workspace_id: UUID) -> bool:
    if workspace_id in moved.workspace_ids:
        return True
    # Of the name, too: else the same workspaces would try everything first.
    digest = hashlib.sha256(f"{moved.name}:{workspace_id}".encode()).digest()
    return int.from_bytes(digest[:4]) % 100 < moved.share


def _moved() -> _Moved:
    global _read
    if time.monotonic() - _read[0] > _FRESH_SECONDS:
        _read = (time.monotonic(), Switch.objects.in_bulk())
    return _read[1]
