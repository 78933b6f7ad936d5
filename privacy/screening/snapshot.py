"""The map of personal data as one value that two releases can be compared by."""

import hashlib
import json
from typing import Any

from accounts.egress import Recipient, subprocessors
from accounts.subjects import Personal
from privacy import manifest
from privacy.activities import Activity, Classified, activities

Map = dict[str, dict[str, Any]]


def take() -> Map:
    """Of the code alone: whom an installation names in SUBPROCESSORS is screened there."""
    ours = set(subprocessors())
    classified = {**manifest.classifications(), "files": manifest.files()}
    found = activities(classified)
    known = dict.fromkeys(one for activity in found for one in activity.recipients)
    return {
        "activities": {_name(one.role, one.purpose): _activity(one, ours) for one in found},
        "recipients": {one.name: _recipient(one) for one in known if one not in ours},
        "columns": _columns(classified),
    }


def as_text(taken: Map) -> str:
    """As it lies in the repository: a line for each word, so that a change is read line by line."""
    return json.dumps(taken, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def digest(text: str) -> str:
    """The sha256 by which a screening says what it screened."""
    return hashlib.sha256(text.encode()).hexdigest()


def _name(role: str, purpose: str) -> str:
    return f"{role}: {purpose}"


def _activity(activity: Activity, ours: set[Recipient]) -> dict[str, Any]:
    return {
        "basis": activity.basis,
        "categories": sorted(activity.categories),
        "subjects": sorted(activity.subjects),
        "sources": sorted(activity.sources),
        "retention": sorted(limit.retention for limit in activity.limits),
        "recipients": sorted(one.name for one in activity.recipients if one not in ours),
    }


def _recipient(recipient: Recipient) -> dict[str, str]:
    return {
        "company": recipient.company,
        "country": recipient.country,
        "transfer": recipient.transfer or "",
        "receives": recipient.receives,
    }


def _columns(classified: Classified) -> dict[str, str]:
    return {
        f"{label}.{name}": f"{_name(entry.role, entry.purpose)} | {entry.category}"
        for label, entries in classified.items()
        for name, entry in entries.items()
        if isinstance(entry, Personal)
    }
