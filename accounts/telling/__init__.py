"""Tells members what happens in their workspace: once a thing, to whom it is for, as they wish."""

from accounts.models.telling import Severity
from accounts.telling.channels.hosts import SLACK, TEAMS
from accounts.telling.kinds import Kind, register
from accounts.telling.said import Money, Said, Share
from accounts.telling.taking import mark_seen, take
from accounts.telling.telling import tell

# Of the customer's own, to which what is told goes too.
CHANNELS = (SLACK, TEAMS)

__all__ = [
    "CHANNELS",
    "Kind",
    "Money",
    "Said",
    "Severity",
    "Share",
    "mark_seen",
    "register",
    "take",
    "tell",
]
