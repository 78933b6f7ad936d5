"""What goes wrong, in which order; the same for everybody who reads the organisation."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from sandbox.control.client import Control

STREAM = "Opportunity"
# How many workers are killed in each act.
KILLS = 2
# Texts that careless readers take for nothing.
_NEW = {"Name": "NA", "StageName": "Prospecting", "CloseDate": "2026-12-31"}
_DATA = r" /services/data/"
_PAGES = r"/results|/queryAll|/query/"
# Each act has failures of its own; none of them lasts.
ACTS: tuple[tuple[str, tuple[dict[str, Any], ...]], ...] = (
    (
        "the session ends in mid-page",
        (
            {"kind": "expired_session", "path": _PAGES, "skip": 3},
            {"kind": "cut", "path": _PAGES, "skip": 1, "after_bytes": 5_000},
        ),
    ),
    (
        "429, 500 and 503",
        (
            {"kind": "throttle", "path": _DATA, "skip": 2},
            {"kind": "server_error", "path": _DATA, "skip": 4, "times": 2},
            {"kind": "unavailable", "path": _PAGES, "skip": 1},
        ),
    ),
    (
        "connections are cut",
        (
            {"kind": "cut", "path": _PAGES, "times": 3, "after_bytes": 20_000},
            {"kind": "cut", "path": _DATA, "skip": 5, "after_bytes": 0},
        ),
    ),
    (
        "a page comes twice, another with a wrong count",
        (
            {"kind": "duplicate_page", "path": r"/results", "skip": 2},
            {"kind": "wrong_count", "path": r"/results", "skip": 4},
        ),
    ),
)


@dataclass
class Story:
    """The organisation's life between two reads; `chance` decides, so that a seed repeats it."""

    control: Control
    chance: random.Random
    offset: float = 0.0
    ids: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Small pages, so that there are many moments at which something can fail."""
        self.control.settings(bulk_page_rows=400, page_rows=200, job_delay=0.1)
        self.ids = [row["Id"] for row in self.control.records(STREAM, fields="Id")]

    def go_on(self, changes: int) -> None:
        """Edits, some with one stamp, some seen only later; new deals; deletes that come back."""
        at = self.control.state()["now"]
        for _ in range(changes):
            deal = self.chance.choice(self.ids)
            late = {"visible_in": 600.0} if self.chance.random() < 0.2 else {}
            same = {"stamp": at} if self.chance.random() < 0.5 else {}
            fields = {"Amount": self.chance.randrange(100_000_000) / 100}
            self.control.update(STREAM, deal, fields, **late, **same)
        for _ in range(changes // 5):
            self.ids.append(self.control.insert(STREAM, dict(_NEW), stamp=at))
        gone = self.chance.sample(self.ids, changes // 5)
        for deal in gone:
            self.control.delete(STREAM, deal)
            if self.chance.random() < 0.5:
                self.control.undelete(STREAM, deal)
            else:
                self.ids.remove(deal)

    def wait(self, seconds: float) -> None:
        """The organisation's clock goes on."""
        self.offset += seconds
        self.control.settings(clock_offset=self.offset)

    def calm(self) -> None:
        """Nothing fails any more, and all that was held back is in sight."""
        self.control.clear_faults()
        self.control.release_late()
        self.wait(3600.0)
