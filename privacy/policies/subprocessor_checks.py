"""Nothing migrates while SUBPROCESSORS names a company of which customers were not told in time."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections

from accounts.egress import EEA
from privacy.models import ChangeKind, SubprocessorChange

# A change of one of these words is a change for customers.
WEIGHTY = ("company", "country", "purpose", "receives", "transfer")


def check_announced(
    app_configs: Any, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The settings against what is in use, in each database that is asked about."""
    return [error for alias in databases or () if _has_table(alias) for error in faults(alias)]


def check_listed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production the public list says of each where it is and whom to ask (Opinion 22/2024)."""
    return [
        Error(
            f"SUBPROCESSORS names {words.get('name', '')!r} without {', '.join(missing)}.",
            hint="The README says how; the public list and the agreement print them.",
            id="privacy.E023",
        )
        for words in settings.SUBPROCESSORS
        if (missing := _missing(words))
    ]


def faults(alias: str) -> Iterator[Error]:
    """Those who are not in use by the database, or are in use as something else."""
    standing = in_use(alias)
    if not SubprocessorChange.objects.using(alias).exists():
        return
    for words in settings.SUBPROCESSORS:
        known = standing.get(words.get("name", ""))
        if known is None:
            yield _error(words, "is not in use: no announced change of it was activated")
        elif any(known.get(word) != words.get(word) for word in WEIGHTY):
            yield _error(words, "is in use as something else than what the settings say")


def in_use(alias: str) -> dict[str, Mapping[str, Any]]:
    """{name: its words} of those who may process now, by all changes that were activated."""
    rows = SubprocessorChange.objects.using(alias).exclude(activated_at=None)
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows.order_by("activated_at", "id"):
        if row.kind == ChangeKind.REMOVE:
            found.pop(row.name, None)
        else:
            found[row.name] = row.words
    return found


def adopt_first(using: str) -> int:
    """Whom an installation names before it has announced anything: its customers met them so."""
    rows = SubprocessorChange.objects.using(using)
    if rows.exists():
        return 0
    made = [_first(words) for words in settings.SUBPROCESSORS]
    return len(rows.bulk_create(made))


def _first(words: Mapping[str, Any]) -> SubprocessorChange:
    row = SubprocessorChange(
        kind=ChangeKind.ADD, name=words.get("name", ""), words=dict(words), is_first=True
    )
    row.objections_until = row.activated_at = row.announced_at
    return row


def _missing(words: Mapping[str, Any]) -> list[str]:
    needed = ["address", "contact"]
    if words.get("country") not in EEA:
        needed.append("tia")
    return [word for word in needed if not str(words.get(word, "")).strip()]


def _error(words: Mapping[str, Any], why: str) -> Error:
    return Error(
        f"SUBPROCESSORS names {words.get('name', '')!r}, which {why}.",
        hint="Announce it on the house's page of subprocessors, and activate it after the window.",
        id="privacy.E022",
    )


def _has_table(alias: str) -> bool:
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return SubprocessorChange._meta.db_table in tables
