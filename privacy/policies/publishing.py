"""Publishes a text when it says something new, and decides from which day it counts."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from privacy.models import PolicyKind, PolicyVersion
from privacy.policies.drafting import NOTICE_DAYS, draft
from privacy.policies.facts import Facts, facts_of
from privacy.policies.rewording import REWORDED
from privacy.records import LANGUAGES
from privacy.services import content_digest

# From here on the first version counts: the day of the company's own policy.
FIRST: Mapping[str, date] = {PolicyKind.PRIVACY: date(2025, 10, 7)}


def publish_all(*, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Every text that says something else than its newest version; which ones."""
    return [kind for kind in PolicyKind.values if publish(kind, using=using) is not None]


def publish(kind: str, *, using: str = DEFAULT_DB_ALIAS) -> int | None:
    """A new version in all languages if the text or its facts differ; its number, or None."""
    bodies = {locale: draft(kind, locale) for locale in LANGUAGES}
    facts = facts_of(kind)
    with transaction.atomic(using=using):
        _lock(using)
        newest = newest_rows(kind, using)
        if newest and _is_same(newest, bodies, facts):
            return None
        number = max((row.number for row in newest.values()), default=0) + 1
        before = newest[LANGUAGES[0]].facts if newest else None
        is_material = before is not None and is_material_change(kind, before, facts)
        effective_on = _effective_on(kind, number, is_material, using)
        PolicyVersion.objects.using(using).bulk_create(
            [
                PolicyVersion(
                    kind=kind,
                    number=number,
                    locale=locale,
                    effective_on=effective_on,
                    is_material=is_material,
                    body=body,
                    sha256=text_digest(body),
                    facts=facts,
                    facts_sha256=content_digest(facts),
                )
                for locale, body in bodies.items()
            ]
        )
    return number


def text_digest(body: str) -> str:
    """By which anybody can tell that a text is the published one."""
    return hashlib.sha256(body.encode()).hexdigest()


def is_current(kind: str) -> bool:
    """Whether the newest version was made of the facts as they are now (statement 8)."""
    row = newest_rows(kind, DEFAULT_DB_ALIAS).get(LANGUAGES[0])
    return row is not None and row.facts_sha256 == content_digest(facts_of(kind))


def newest_rows(kind: str, using: str) -> dict[str, PolicyVersion]:
    """{locale: row} of the version with the highest number."""
    rows = PolicyVersion.objects.using(using).filter(kind=kind).order_by("-number")[:2]
    found = list(rows)
    return {row.locale: row for row in found if row.number == found[0].number}


def is_material_change(kind: str, before: Facts, after: Facts) -> bool:
    """Whether people have to be told first: purposes and bases of what is known of them already."""
    decide = _MATERIAL.get(PolicyKind(kind))
    return decide is not None and decide(before, after)


def changed_columns(before: Facts, after: Facts) -> dict[str, str]:
    """{column: its new purpose} of what was kept for another purpose until now."""
    old = {column: REWORDED.get(said, said) for column, said in before["columns"].items()}
    return {
        column: purpose
        for column, purpose in after["columns"].items()
        if old.get(column, purpose) != purpose
    }


def _is_purpose_changed(before: Facts, after: Facts) -> bool:
    old, new = before["activities"], after["activities"]
    bases = any(old[one]["basis"] != new[one]["basis"] for one in old.keys() & new.keys())
    return bases or bool(changed_columns(before, after))


_MATERIAL: Mapping[PolicyKind, Callable[[Facts, Facts], bool]] = {
    PolicyKind.PRIVACY: _is_purpose_changed
}


def _is_same(newest: Mapping[str, PolicyVersion], bodies: Mapping[str, str], facts: Facts) -> bool:
    said = {locale: row.sha256 for locale, row in newest.items()}
    if said != {locale: text_digest(body) for locale, body in bodies.items()}:
        return False
    digest = content_digest(facts)
    return all(row.facts_sha256 == digest for row in newest.values())


def _effective_on(kind: str, number: int, is_material: bool, using: str) -> date:
    """Never before a version that is announced: a later text holds its changes, too."""
    today = timezone.localdate()
    if number == 1:
        return FIRST.get(kind, today)
    earliest = today + timedelta(days=NOTICE_DAYS) if is_material else today
    days = PolicyVersion.objects.using(using).filter(kind=kind)
    return max(earliest, *days.values_list("effective_on", flat=True))


def _lock(using: str) -> None:
    """Of two who publish at once the second sees what the first did."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('privacy.policies'))")
