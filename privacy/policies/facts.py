"""What the generated part of each text is made of: the map in its own terms, in no language."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils.translation import override

from accounts.egress import Recipient, subprocessors
from accounts.instructions import agreement_in_force
from accounts.subjects import Personal
from privacy import controller, manifest
from privacy.activities import CONTROLLER, PROCESSOR, Activity, activities
from privacy.consent.registry import trackers
from privacy.models import PolicyKind
from privacy.records import LANGUAGES

Facts = dict[str, Any]


def facts_of(kind: str) -> Facts:
    """The facts as the code and the settings are now; JSON types alone."""
    return _FACTS[PolicyKind(kind)]()


def vendors() -> tuple[Recipient, ...]:
    """Whom customers connect: recipients by their instruction, and no subprocessors of ours."""
    known = dict.fromkeys(one for every in manifest.recipients().values() for one in every)
    return tuple(one for one in known if one.is_instructed)


def payees() -> tuple[Recipient, ...]:
    """Whom Proactivox asks on its own account, such as who takes payments for it."""
    known = dict.fromkeys(one for every in manifest.recipients().values() for one in every)
    ours = set(subprocessors())
    return tuple(
        one
        for one in known
        if one.hosts and "*" not in one.hosts and not one.is_instructed and one not in ours
    )


def _privacy() -> Facts:
    return {
        "controller": _controller(),
        "activities": _activities(CONTROLLER),
        "columns": columns_of(CONTROLLER),
        "subprocessors": settings.SUBPROCESSORS,
    }


def _agreement() -> Facts:
    return {
        "processor": _controller(),
        "activities": _activities(PROCESSOR),
        "clauses": {one.key: list(one.purposes) for one in agreement_in_force().clauses},
        "measures": [one.where for one in controller.MEASURES],
        "subprocessors": settings.SUBPROCESSORS,
        "vendors": [_recipient(one) for one in vendors()],
    }


def _subprocessors() -> Facts:
    return {
        "subprocessors": settings.SUBPROCESSORS,
        "payees": [_recipient(one) for one in payees()],
        "vendors": [_recipient(one) for one in vendors()],
    }


def _trackers() -> Facts:
    with override(LANGUAGES[0]):
        return {"trackers": [asdict(one) for one in trackers()]}


_FACTS: Mapping[PolicyKind, Callable[[], Facts]] = {
    PolicyKind.PRIVACY: _privacy,
    PolicyKind.COOKIES: _trackers,
    PolicyKind.SUBPROCESSORS: _subprocessors,
    PolicyKind.DPA: _agreement,
}


def columns_of(role: str) -> dict[str, str]:
    """{column: purpose} of everything that is held in this role."""
    return {
        f"{label}.{name}": entry.purpose
        for label, entries in manifest.classifications().items()
        for name, entry in entries.items()
        if isinstance(entry, Personal) and entry.role == role
    }


def _controller() -> dict[str, str]:
    return {
        "name": controller.NAME,
        "registration": controller.REGISTRATION,
        "address": controller.ADDRESS,
        "country": controller.COUNTRY,
        "email": controller.EMAIL,
    }


def _activities(role: str) -> dict[str, dict[str, Any]]:
    ours = set(subprocessors())
    found = (one for one in activities() if one.role == role)
    return {one.purpose: _activity(one, ours) for one in found}


def _activity(activity: Activity, ours: set[Recipient]) -> dict[str, Any]:
    return {
        "basis": activity.basis,
        "balancing": asdict(activity.balancing) if activity.balancing else None,
        "subjects": list(activity.subjects),
        "categories": list(activity.categories),
        "sources": list(activity.sources),
        "retention": [[one.retention, list(one.categories)] for one in activity.limits],
        "recipients": [one.name for one in activity.recipients if one not in ours],
    }


def _recipient(recipient: Recipient) -> dict[str, Any]:
    return {
        "name": recipient.name,
        "company": recipient.company,
        "country": recipient.country,
        "transfer": str(recipient.transfer or ""),
        "safeguard": recipient.safeguard,
        "receives": recipient.receives,
        "hosts": list(recipient.hosts),
    }
