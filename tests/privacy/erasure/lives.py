"""A person of Acme's Salesforce to whom anything happens, in any order, here and at the source."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.crypto import forget_keys
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.models import StreamState
from integrations.services import request_sync
from integrations.subjects import OWN_TABLES, find_person, of_model
from privacy.erasure.searching import needles_of, search_here
from privacy.erasure.services import begin_erasure
from privacy.ledger.replaying import replay_erasures
from privacy.models import ErasureItem, Ground
from privacy.restrictions.starting import restrict
from sandbox.control.client import ControlError
from tests.cast import Cast
from tests.integrations.salesforce.test_people_written import Desk
from tests.integrations.working import work_off
from tests.privacy.erasure.people import asked, work

# What goes on saying of whom a request or an erasure was, each with its ground: mails are those
# that answer the request.
_KEPT = {"accounts.job", "integrations.suppression", "privacy.datasubjectrequest"}
_LONG_AGO = "2026-10-30T09:00:00Z"
_MADE = {"Company": "X", "Status": "Unqualified"}


class Life:
    """What happens is told in `told`; `ids` are all records that are this person, or became them.

    A backup is a savepoint, and its restore goes back to it: the ledger outside of the database is
    all that then knows more.
    """

    def __init__(self, cast: Cast, desk: Desk) -> None:
        self.cast, self.desk = cast, desk
        self.told: list[str] = []
        self.is_erased, self.is_restricted_anew = False, False
        self._offset, self._number = 0.0, 0
        self.current = str(desk.lead["Id"])
        with inside(cast.acme):
            self.ids = {self.current, *find_person(desk.subject).ids[desk.source.pk]}
            self.others = self.strangers()
            assert self.own_rows()
            assert "integrations.lead" in self.residue()
        self.keep_backup()

    def live(self, step: str) -> None:
        """One step, and whether everybody is where they should be."""
        self.told.append(step)
        _STEPS[step](self)
        self.check()

    def check(self) -> None:
        """Nobody else is missing, and whoever is erased is nowhere."""
        with inside(self.cast.acme, purpose="storage"):
            assert self.strangers() == self.others, self.told
            if self.is_erased:
                found = (self.own_rows(), self.residue() - self.may_be_kept())
                assert found == ({}, set()), (found, self.told)

    def may_be_kept(self) -> set[str]:
        """Also who was restricted by their address after they were erased: it was told anew."""
        return _KEPT | ({"integrations.restriction"} if self.is_restricted_anew else set())

    def residue(self) -> set[str]:
        """Where the erasure's own search finds an address, a keyed hash or an id of the person."""
        subject = Subject(self.desk.subject.emails, external_ids=self._known)
        return set(+search_here(needles_of(subject)).residue)

    def own_rows(self) -> dict[str, int]:
        """How many rows are the person's, by table."""
        counts = {
            model.__name__: sum(self.is_own(row, columns) for row in _rows(model, columns))
            for model, columns in OWN_TABLES
        }
        return {name: count for name, count in counts.items() if count}

    def strangers(self) -> dict[str, set[str]]:
        """The ids of all rows that are nobody's or somebody else's, by table."""
        return {
            model.__name__: {
                row["external_id"] for row in _rows(model, columns) if not self.is_own(row, columns)
            }
            for model, columns in OWN_TABLES
        }

    def is_own(self, row: dict[str, Any], columns: tuple[str, ...]) -> bool:
        return any(row[column] in self.ids for column in columns)

    def erase(self, choice: str) -> None:
        self.desk.choose(choice)
        request = asked(self.cast.acme, self.desk.lead["Email"])
        with inside(self.cast.acme):
            begin_erasure(request_id=request.pk, ids={})
        assert work(self.cast.acme.pk) == "done", self.told
        with inside(self.cast.acme):
            left = ErasureItem.objects.filter(erasure__request=request, state="failed")
            assert not left, ([(one.place, one.name, one.why) for one in left], self.told)
        self.is_erased, self.is_restricted_anew = True, False

    def restrict(self) -> None:
        with inside(self.cast.acme):
            restrict(subject=self.desk.subject, ground=Ground.CONTESTED, reason="")
        self.is_restricted_anew = self.is_erased

    def sync(self, *, is_full: bool = False) -> None:
        self._offset += 1200.0
        self.desk.control.settings(clock_offset=self._offset)
        with inside(self.cast.acme):
            if is_full:
                StreamState.objects.update(cursor=None)
            request_sync(source_id=self.desk.source.pk)
        assert work_off(self.cast.acme.pk)[-1] == "done", self.told
        work_off(self.cast.acme.pk, task="erase_suppressed")

    def keep_backup(self) -> None:
        self._backup, self._is_backed_up = transaction.savepoint(), not self.is_erased

    def restore(self) -> None:
        """The database as it was; whatever was learnt of it since is forgotten, and replayed."""
        transaction.savepoint_rollback(self._backup)
        forget_keys()
        with inside(self.cast.acme, purpose="storage"):
            assert bool(self.own_rows()) is self._is_backed_up, self.told
        replay_erasures()
        self.is_restricted_anew = False

    def delete_there(self) -> None:
        with suppress(ControlError):
            self.desk.control.delete("Lead", self.current)

    def undelete_there(self) -> None:
        """What was lost in a merge stays lost: the source refuses it."""
        for one in sorted(self.ids):
            with suppress(ControlError):
                self.desk.control.undelete("Lead", one)

    def touch_there(self) -> None:
        with suppress(ControlError):
            self.desk.control.update("Lead", self.current, {"LeadSource": "Web"})

    def merge_there(self, *, is_won: bool) -> None:
        """With a record of another address, that nobody has read yet; it wins or is lost."""
        if self.desk.row("Lead", self.current)["IsDeleted"]:
            return
        self._number += 1
        fields = {"LastName": "Twin", "Email": f"twin{self._number}@other.example", **_MADE}
        twin = self.desk.control.insert("Lead", fields)
        self.ids.add(twin)
        winner, loser = (self.current, twin) if is_won else (twin, self.current)
        self.desk.control.merge("Lead", winner, [loser])
        self.current = winner

    def come_again(self) -> None:
        """Another record with the person's address, as an older import makes it."""
        email = self.desk.lead["Email"].upper()
        # Made before the erasure, however long that took: what is made later is met in quarantine.
        fields = {"LastName": "Again", "Email": email, "CreatedDate": _LONG_AGO, **_MADE}
        self.ids.add(self.desk.control.insert("Lead", fields))

    @property
    def _known(self) -> dict[UUID, tuple[str, ...]]:
        return {self.desk.source.pk: tuple(sorted(self.ids))}


def _rows(model: Any, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return list(of_model(model).values("external_id", *columns))


ERASURES = ("erase: delete", "erase: redact", "erase: never")
_STEPS: dict[str, Callable[[Life], None]] = {
    "erase: delete": lambda life: life.erase("delete"),
    "erase: redact": lambda life: life.erase("redact"),
    "erase: never": lambda life: life.erase("never"),
    "sync": lambda life: life.sync(),
    "full sync": lambda life: life.sync(is_full=True),
    "restrict": Life.restrict,
    "back up": Life.keep_backup,
    "restore": Life.restore,
    "delete there": Life.delete_there,
    "undelete there": Life.undelete_there,
    "touch there": Life.touch_there,
    "merge there, won": lambda life: life.merge_there(is_won=True),
    "merge there, lost": lambda life: life.merge_there(is_won=False),
    "come again": Life.come_again,
}
STEPS = tuple(_STEPS)
