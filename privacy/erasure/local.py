"""Erases a person from our own database, app by app in the order of the manifest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.subjects import Erased, NotPersonal, Personal, Subject
from accounts.tenancy import new_id
from analytics.rollups.moving import watching_moves
from integrations.restricting import HELD, keep_held
from privacy import manifest
from privacy.models import ItemState
from privacy.retention.holds import HeldPart, held_part

UNTIL_LIFTED = gettext_noop("until the legal hold is lifted")


@dataclass(frozen=True)
class Ending:
    """What an erasure does to one table: how many rows end how, and for what is kept, why."""

    table: str
    state: str
    rows: int
    ground: str = ""
    until: str = ""


@dataclass(frozen=True)
class Done:
    """What was done in the database, and the dashboard's sums before and after it.

    The sums are of the days concerned.
    """

    endings: tuple[Ending, ...]
    held: HeldPart | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def erased(self) -> int:
        """How many rows were the person's."""
        gone = (ItemState.ERASED, ItemState.ANONYMISED)
        return sum(one.rows for one in self.endings if one.state in gone)


class _Undo(Exception):
    """Takes back what a dry run did."""


def erase_here(subject: Subject, *, erasure_id: UUID | None = None) -> Done:
    """Erase the person in the entered workspace, in the caller's transaction, sums and all.

    But for what a legal hold keeps, which is put out of use under the erasure's id.
    """
    with watching_moves() as moves:
        held = held_part(subject)
        keep_held(subject, held.ids if held else {}, person_id=erasure_id or new_id())
        parts = [part for _name, module in manifest.modules() for part in module.erase(subject)]
    return Done(tuple(endings_of(parts, held)), held, *moves.sums())


def try_here(subject: Subject) -> Done:
    """What `erase_here` would do: it is done and taken back, so that no number is a guess."""
    found: list[Done] = []
    try:
        with transaction.atomic():
            found.append(erase_here(subject))
            raise _Undo
    except _Undo:
        return found[0]


def endings_of(parts: Iterable[Erased], held: HeldPart | None = None) -> list[Ending]:
    """Each table's rows by how they end, those of several parts added up."""
    sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for part in parts:
        sums[part.table, ItemState.ERASED, ""] += part.erased - part.anonymised
        sums[part.table, ItemState.ANONYMISED, ""] += part.anonymised
        sums[part.table, ItemState.RETAINED, part.ground] += part.retained
    return [
        Ending(table, state, rows, ground, _until(table, ground, held))
        for (table, state, ground), rows in sums.items()
        if rows
    ]


def until_of(held: HeldPart | None) -> str:
    """Until when a hold keeps something: a day, or a message id."""
    return held.until.isoformat() if held and held.until else UNTIL_LIFTED


def _until(table: str, ground: str, held: HeldPart | None) -> str:
    if ground == HELD:
        return until_of(held)
    return retention_of(table) if ground else ""


def retention_of(table: str) -> str:
    """Until when the map says that a table's rows about people are kept, in its own words."""
    columns = manifest.classifications().get(table, {}).values()
    words = (one.retention for one in columns if isinstance(one, Personal))
    return next(words, _("as long as the workspace"))


def is_personal(table: str) -> bool:
    """Whether the map says that a table may hold something of a person."""
    columns = manifest.classifications().get(table, {}).values()
    return any(not isinstance(one, NotPersonal) for one in columns)
