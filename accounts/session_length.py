"""How long a log-in lasts: the product's own times, and shorter ones that a workspace asks for."""

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Workspace

BEGAN = "began_at"
SEEN = "seen_at"
# How exactly the last use is known; the shortest idle time that can be asked for is 15 minutes.
WRITE_EVERY = 60
_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600


def longest_seconds(workspace: Workspace) -> int:
    """After how long one logs in again, whatever happened."""
    return _less(workspace.session_minutes, settings.ABSOLUTE_SESSION_SECONDS)


def idle_seconds(workspace: Workspace) -> int:
    """After how long without use one logs in again."""
    return _less(workspace.idle_minutes, settings.IDLE_SESSION_SECONDS)


def why_over(request: Any) -> str:
    """In words why this log-in opens the request's workspace no longer; empty while it does."""
    workspace: Workspace = request.workspace
    began = _session(request).get(BEGAN)
    longest, idle = longest_seconds(workspace), idle_seconds(workspace)
    if began is not None and time.time() - began > longest:
        return _("%(name)s lets a log-in last for %(span)s. Log in again.") % {
            "name": workspace.name,
            "span": span(longest),
        }
    # The middleware tells it, before it notes that this request is a use.
    if getattr(request, "idle_seconds", 0) > idle:
        return _("%(name)s ends a log-in when nothing happened for %(span)s. Log in again.") % {
            "name": workspace.name,
            "span": span(idle),
        }
    return ""


def began_at(request: Any) -> datetime | None:
    """When this log-in began."""
    began = _session(request).get(BEGAN)
    return datetime.fromtimestamp(began, UTC) if began is not None else None


def good_until(session: Any, workspace: Workspace) -> datetime:
    """Until when this log-in opens the workspace at the latest."""
    began = session.get(BEGAN, time.time())
    return datetime.fromtimestamp(began + longest_seconds(workspace), UTC)


def span(seconds: int) -> str:
    """A time as "12 hours"."""
    if seconds >= 2 * _DAY:
        days = seconds // _DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if seconds >= _HOUR:
        hours = seconds // _HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    minutes = max(1, seconds // _MINUTE)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _session(request: Any) -> Any:
    """That of the browser; nothing for a caller that has none."""
    return getattr(request, "session", {})


def _less(minutes: int | None, ours: int) -> int:
    return min(ours, minutes * _MINUTE) if minutes else ours
