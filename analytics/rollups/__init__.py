"""Keeps the rollups: by differences around each change, from nothing when the rules change.

What touched rows contributed is taken away before a change and what they contribute is added after
it, in the change's own transaction; so upkeep costs what was touched, never what is stored. Only
whole numbers are added, so nothing drifts.
"""

from analytics.rollups.keeper import follow_workspace, keep_rollups
from analytics.rollups.rebuild import Difference, assign_channels, find_differences, rebuild
from analytics.rollups.spans import build_spans, catch_up_spans, is_being_read

__all__ = [
    "Difference",
    "assign_channels",
    "build_spans",
    "catch_up_spans",
    "find_differences",
    "follow_workspace",
    "is_being_read",
    "keep_rollups",
    "rebuild",
]
