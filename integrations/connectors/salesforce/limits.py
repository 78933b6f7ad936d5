"""What Salesforce says of its daily budget with every answer."""

import re
from dataclasses import dataclass

_NAMED = re.compile(r"(?:^|;)\s*(api-usage|api-bursts)=(\d+)/(\d+)")


@dataclass(frozen=True)
class Usage:
    """API requests of the last 24 hours, by everybody, and how many the organisation may make.

    `used` may pass `limit` for a while: `bursts` are the times that is still allowed this month.
    """

    used: int
    limit: int
    bursts: int | None = None


def usage_of(header: str) -> Usage | None:
    """Sforce-Limit-Info, "api-usage=10018/100000; api-bursts=1/750"; None when it says nothing."""
    found = {name: (int(used), int(limit)) for name, used, limit in _NAMED.findall(header)}
    if "api-usage" not in found:
        return None
    bursts = found.get("api-bursts")
    return Usage(*found["api-usage"], bursts[0] if bursts else None)
