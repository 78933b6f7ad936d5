"""Writes a text as it would be published now: the words by hand, and what the map says in them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from accounts.instructions import agreement_in_force
from privacy import controller
from privacy.activities import CONTROLLER, PROCESSOR
from privacy.consent.registry import trackers
from privacy.models import PolicyKind
from privacy.models.subprocessors import OBJECTION_DAYS
from privacy.policies.facts import payees, vendors
from privacy.policies.suppliers import suppliers, tool_rows
from privacy.records import make_record

NOTICE_DAYS = 30
Context = dict[str, Any]


def draft(kind: str, locale: str) -> str:
    """The whole text in one language; it names neither its number nor its date."""
    values = {
        "controller": controller,
        "notice_days": NOTICE_DAYS,
        "objection_days": OBJECTION_DAYS,
        "LANGUAGE_CODE": locale,
    }
    with override(locale):
        made = _CONTEXT[PolicyKind(kind)](locale)
        text = render_to_string(f"privacy/policies/texts/{kind}.{locale}.html", {**values, **made})
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def _privacy(locale: str) -> Context:
    return {"record": make_record(CONTROLLER, locale)}


def _agreement(locale: str) -> Context:
    return {
        "record": make_record(PROCESSOR, locale),
        "agreement": agreement_in_force(),
        "closing_days": settings.CLOSING_DAYS,
        "backup_days": settings.BACKUP_DAYS,
        **_subprocessors(locale),
    }


def _subprocessors(locale: str) -> Context:
    return {
        "suppliers": suppliers(),
        "tools": tool_rows(vendors()),
        "payees": tool_rows(payees()),
    }


def _cookies(locale: str) -> Context:
    found = trackers()
    return {
        "necessary": [one for one in found if one.is_necessary],
        "optional": [one for one in found if not one.is_necessary],
    }


_CONTEXT: Mapping[PolicyKind, Callable[[str], Context]] = {
    PolicyKind.PRIVACY: _privacy,
    PolicyKind.COOKIES: _cookies,
    PolicyKind.SUBPROCESSORS: _subprocessors,
    PolicyKind.DPA: _agreement,
}
