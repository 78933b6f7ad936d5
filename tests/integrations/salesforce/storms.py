"""Random lives of an organisation: what its people do to records, what goes wrong on the way."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.control.client import Control, ControlError

_EDITED: dict[str, tuple[str, list[Any]]] = {
    "Lead": ("Status", ["Open - Not Contacted", "Working - Contacted", "Closed - Not Converted"]),
    "Opportunity": ("Amount", [None, 0, 1.25, 10_000, 123_456.78]),
    "Account": ("Industry", ["Energy", "NA", "None", ""]),
    "Contact": ("LeadSource", ["Web", "Partner", None]),
    "Campaign": ("Status", ["Planned", "In Progress", "Completed"]),
}
_MERGED = ("Account", "Contact", "Lead")
_DELETED = (*_EDITED, "CampaignMember", "OpportunityContactRole")
_HIDDEN_FIELDS = [{}, {"Opportunity": ["LeadSource"]}, {"Lead": ["Country"], "Account": ["Type"]}]
_FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "expired_session", "times": 1},
    {"kind": "concurrency", "times": 1},
    {"kind": "throttle", "times": 1},
    {"kind": "server_error", "times": 2},
    {"kind": "unavailable", "times": 1},
    {"kind": "cut", "times": 1, "after_bytes": 700},
    {"kind": "duplicate_page", "times": 1},
    {"kind": "wrong_count", "times": 1},
    {"kind": "bad_locator", "times": 1},
    {"kind": "fail_job", "times": 1},
)


@dataclass
class Storm:
    """Changes and failures drawn from one generator; `told` says what was done, for a failure."""

    control: Control
    chance: random.Random
    told: list[str] = field(default_factory=list)
    offset: float = 0.0
    _hidden: list[tuple[str, str]] = field(default_factory=list)

    def blow(self, changes: int) -> None:
        """So many changes; some share a stamp, some are seen only later."""
        for _ in range(changes):
            act = self.chance.choice(_ACTS)
            try:
                act(self)
            except ControlError as refused:
                self._tell(f"refused: {refused}")

    def trouble(self, most: int = 2) -> None:
        """Some failures of the next requests for data."""
        for _ in range(self.chance.randint(0, most)):
            fault = self.chance.choice(_FAULTS)
            self._tell(f"fault {fault}")
            self.control.fault(**fault, skip=self.chance.randint(0, 25))

    def wait(self, low: float = 60.0, high: float = 5400.0) -> None:
        """The organisation's clock goes on."""
        self.offset += self.chance.uniform(low, high)
        self.control.settings(clock_offset=self.offset)

    def calm(self) -> None:
        """No failures, everything in sight, a day later."""
        self.control.clear_faults()
        self.control.settings(hidden_fields={})
        for name, record_id in self._hidden:
            self.control.apply({"op": "show", "object": name, "id": record_id})
        self._hidden.clear()
        self.control.release_late()
        self.wait(86_400.0, 90_000.0)

    def pick(self, name: str, *, deleted: bool = False) -> str:
        """Some record of an object; raises ControlError where there is none."""
        rows = self.control.records(name, deleted=True, fields="Id,IsDeleted")
        found = [row["Id"] for row in rows if bool(row.get("IsDeleted")) is deleted]
        if not found:
            raise ControlError(f"no {name} to pick")
        return str(self.chance.choice(found))

    def change(self, op: str, name: str, **values: Any) -> None:
        """One change, with a stamp that another change may have too."""
        self._tell(f"{op} {name} {values}")
        self.control.apply({"op": op, "object": name, **values})

    def hide(self, name: str, record_id: str) -> None:
        self.change("hide", name, id=record_id)
        self._hidden.append((name, record_id))

    def _tell(self, what: str) -> None:
        self.told.append(f"+{self.offset:.0f} s: {what}")


def _edit(storm: Storm) -> None:
    name = storm.chance.choice(list(_EDITED))
    column, values = _EDITED[name]
    late = {"visible_in": storm.chance.uniform(1, 4000)} if storm.chance.random() < 0.2 else {}
    fields = {column: storm.chance.choice(values)}
    storm.change("update", name, id=storm.pick(name), fields=fields, **late)


def _touch(storm: Storm) -> None:
    """Many rows with one stamp, as after a picklist was renamed."""
    storm.change("touch", storm.chance.choice(list(_EDITED)), limit=storm.chance.randint(1, 400))


def _insert(storm: Storm) -> None:
    name = storm.chance.choice(["Lead", "Opportunity"])
    fields: dict[str, Any] = {"LastName": "NA", "Company": "None", "Status": "Open - Not Contacted"}
    if name == "Opportunity":
        fields = {"Name": "New", "StageName": "Prospecting", "CloseDate": "2026-12-31"}
        fields["Amount"] = storm.chance.choice([None, 1e-2, 12_345.67])
    late = {"visible_in": storm.chance.uniform(1, 4000)} if storm.chance.random() < 0.3 else {}
    storm.change("insert", name, fields=fields, **late)


def _delete(storm: Storm) -> None:
    name = storm.chance.choice(_DELETED)
    storm.change("delete", name, id=storm.pick(name))


def _undelete(storm: Storm) -> None:
    name = storm.chance.choice(list(_EDITED))
    storm.change("undelete", name, id=storm.pick(name, deleted=True))


def _hard_delete(storm: Storm) -> None:
    name = storm.chance.choice(_DELETED)
    storm.change("hard_delete", name, id=storm.pick(name), logged=storm.chance.random() < 0.7)


def _merge(storm: Storm) -> None:
    name = storm.chance.choice(_MERGED)
    storm.change("merge", name, winner=storm.pick(name), losers=[storm.pick(name)])


def _convert(storm: Storm) -> None:
    storm.change("convert", "Lead", id=storm.pick("Lead"))


def _hide(storm: Storm) -> None:
    name = storm.chance.choice(["Lead", "Opportunity", "Campaign"])
    storm.hide(name, storm.pick(name))


def _take_fields(storm: Storm) -> None:
    hidden = storm.chance.choice(_HIDDEN_FIELDS)
    storm.control.settings(hidden_fields=hidden)


_ACTS: list[Callable[[Storm], None]] = [
    *[_edit] * 6,
    *[_insert] * 3,
    _touch,
    *[_delete] * 3,
    *[_undelete] * 2,
    *[_hard_delete] * 2,
    *[_merge] * 2,
    *[_convert] * 2,
    _hide,
    _take_fields,
]
