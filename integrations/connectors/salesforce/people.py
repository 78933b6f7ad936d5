"""One person in Salesforce as it stands now: looked up by address and id, merges followed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.connectors.people import (
    BELONGS,
    BY_CONVERSION,
    BY_EMAIL,
    BY_ID,
    BY_MERGE,
    BY_STORED,
    Gone,
    Looked,
    PersonRecord,
    Sought,
    in_order,
)
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.person_fields import Shape, shape_of, shapes
from integrations.connectors.salesforce.soql import quote

PERSONS = ("Contact", "Lead")
# What belongs to a person, and the fields that say to whom.
BELONGINGS: Mapping[str, tuple[str, ...]] = {
    "CampaignMember": ("ContactId", "LeadId"),
    "Task": ("WhoId",),
    "Event": ("WhoId",),
}
KINDS = (*BELONGINGS, *PERSONS)
# The first characters of an id say of which object it is.
_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_PREFIXES = {"003": "Contact", "00Q": "Lead"}
# More merges and conversions in a row nobody has.
_STEPS = 12
# An address of a query stops at 16,384 characters, in which each sign may take three.
_SOQL_LENGTH, _IDS = 4000, 50
Row = Mapping[str, Any]


def look(client: Client, sought: Sought) -> Looked:
    """All that is alive of a person, what belongs to them before themselves."""
    known = shapes(client, KINDS)
    walk = _Walk(client, known)
    walk.take_addresses(sought.emails)
    # To the end first: where merges lead from the address is the person's, known by id or not.
    walk.follow()
    walk.take(sought.ids, BY_ID)
    walk.follow()
    walk.take(sought.stored, BY_STORED)
    walk.follow()
    people = in_order(one for one in walk.people() if one.kind in PERSONS)
    return Looked(
        records=(*_belongings(client, known, sorted(walk.rows)), *people),
        ids=frozenset(walk.rows),
        unseen=_unseen(known),
    )


def read(client: Client, kind: str, external_id: str) -> PersonRecord:
    """One record; raises Gone when it is not there, or in the bin, or not for this user."""
    shape = shape_of(client, kind)
    if not _ID.fullmatch(external_id):
        raise Gone
    for row in _rows(client, shape, _either("Id", [external_id])):
        if not row.get("IsDeleted"):
            return _record(client, kind, row, BY_ID)
    raise Gone


@dataclass
class _Walk:
    """From record to record, in rounds: what was found last round is looked around from."""

    client: Client
    shapes: Mapping[str, Shape]
    rows: dict[str, tuple[str, Row, str]] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)

    def take_addresses(self, emails: Sequence[str]) -> None:
        for kind in PERSONS:
            if self._has(kind, "Email") and emails:
                self._add(kind, _either("Email", emails), lambda row: BY_EMAIL)

    def take(self, ids: Iterable[str], reached_by: str) -> None:
        """Ids to be looked up by the next `follow`."""
        self.new |= {one: reached_by for one in ids if one not in self.rows}

    def follow(self) -> None:
        around = set(self.rows)
        for _ in range(_STEPS):
            around |= set(self.new)
            if not around:
                return
            asked, self.new = self.new, {}
            before = set(self.rows)
            for kind in PERSONS:
                self._look_around(kind, sorted(around), asked)
            around = set(self.rows) - before

    def people(self) -> Iterator[PersonRecord]:
        """Those that are alive."""
        for kind, row, reached_by in self.rows.values():
            if not row.get("IsDeleted"):
                yield _record(self.client, kind, row, reached_by)

    def _look_around(self, kind: str, ids: list[str], asked: Mapping[str, str]) -> None:
        own = [one for one in asked if _kind_of(one) == kind and one not in self.rows]
        for part in _parts(own):
            self._add(kind, _either("Id", part), lambda row: asked.get(str(row["Id"]), BY_ID))
        for name, of, reached_by in (
            ("MasterRecordId", kind, BY_MERGE),
            ("ConvertedContactId", "Contact", BY_CONVERSION),
        ):
            named = [one for one in ids if _kind_of(one) == of]
            for part in _parts(named) if self._has(kind, name) else ():
                self._add(kind, _either(name, part), lambda row, by=reached_by: by)

    def _add(self, kind: str, where: str, reached_by: Any) -> None:
        for row in _rows(self.client, self.shapes[kind], where):
            if row["Id"] in self.rows:
                continue
            self.rows[row["Id"]] = (kind, row, reached_by(row))
            for name, by in (("MasterRecordId", BY_MERGE), ("ConvertedContactId", BY_CONVERSION)):
                self.take([row[name]] if row.get(name) else [], by)

    def _has(self, kind: str, name: str) -> bool:
        return kind in self.shapes and name in self.shapes[kind].by_name


def _belongings(
    client: Client, known: Mapping[str, Shape], people: Sequence[str]
) -> Iterator[PersonRecord]:
    for kind, names in BELONGINGS.items():
        found: dict[str, Row] = {}
        for name in names if kind in known else ():
            named = [one for one in people if name == "WhoId" or _kind_of(one) == name[:-2]]
            for part in _parts(named) if name in known[kind].by_name else ():
                found |= {str(r["Id"]): r for r in _rows(client, known[kind], _either(name, part))}
        for row in found.values():
            if not row.get("IsDeleted"):
                yield _record(client, kind, row, BELONGS)


def _rows(client: Client, shape: Shape, where: str) -> Iterator[dict[str, Any]]:
    """Rows with all fields this user may see, those in the bin and those archived too."""
    found: dict[str, dict[str, Any]] = {}
    for names in shape.groups(_SOQL_LENGTH):
        soql = f"SELECT {', '.join(names)} FROM {shape.name} WHERE {where}"  # noqa: S608
        for row in _all_pages(client, soql):
            row.pop("attributes", None)
            found.setdefault(row["Id"], {}).update(row)
    yield from found.values()


def _all_pages(client: Client, soql: str) -> Iterator[dict[str, Any]]:
    page = client.get("queryAll", {"q": soql}).json()
    while True:
        yield from page["records"]
        if page["done"]:
            return
        page = client.get(page["nextRecordsUrl"]).json()


def _either(name: str, values: Sequence[str]) -> str:
    """A condition on a field: names are ours, values are always quoted here and nowhere else."""
    return f"{name} IN {quote(values)}"


def _kind_of(external_id: str) -> str:
    """Of which object an id is; "" for what is none of a person's."""
    return _PREFIXES.get(external_id[:3], "") if _ID.fullmatch(external_id) else ""


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _IDS):
        yield ids[start : start + _IDS]


def _record(client: Client, kind: str, row: Row, reached_by: str) -> PersonRecord:
    owners = (row.get(name) for name in BELONGINGS.get(kind, ("Id",)))
    return PersonRecord(
        kind=kind,
        external_id=str(row["Id"]),
        fields={name: _text(value) for name, value in row.items()},
        link=f"{client.token.instance_url}/{row['Id']}",
        reached_by=reached_by,
        email=str(row.get("Email") or "") if kind in PERSONS else "",
        person=next((str(one) for one in owners if one), ""),
    )


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unseen(known: Mapping[str, Shape]) -> tuple[str, ...]:
    needed = {"Contact": ("Email",), "Lead": ("Email", "ConvertedContactId")} | dict(BELONGINGS)
    missing = [kind for kind in KINDS if kind not in known]
    for kind, names in needed.items():
        if kind in known:
            missing += [f"{kind}.{name}" for name in names if name not in known[kind].by_name]
    return tuple(missing)
