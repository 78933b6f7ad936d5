"""The whole story told once, into a SQLite file of its own."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sandbox import clock
from sandbox.business.accounts import Accounts
from sandbox.business.activities import write_activities
from sandbox.business.campaigns import write_campaigns
from sandbox.business.deals import Deals
from sandbox.business.formulas import write_formulas
from sandbox.business.leads import Leads
from sandbox.business.members import Members
from sandbox.business.outbound import write_outbound
from sandbox.business.reference import ORG_NAME, USERNAME, write_reference
from sandbox.business.rollups import write_rollups
from sandbox.business.story import Story
from sandbox.business.traffic import daily_cells
from sandbox.store.tables import create_indexes, create_tables

# Raised when the same seed begins to tell another story, so that old files are not taken for it.
EDITION = 4


@dataclass(frozen=True)
class Size:
    """Which business: seed, leads, and opportunities that no lead stands behind.

    `deals` of None means the usual share; with 0 leads they come without histories and roles,
    for benchmarks that need opportunities alone. `until` is the story's end.
    """

    seed: int = 7
    leads: int = 12_000
    deals: int | None = None
    until: datetime | None = None

    @property
    def outbound(self) -> int:
        return self.leads // 60 if self.deals is None else self.deals

    @property
    def file_name(self) -> str:
        end = f"-{self.until:%Y%m%d%H%M}" if self.until else ""
        return f"business-{EDITION}-{self.seed}-{self.leads}-{self.outbound}{end}.sqlite"


def ensure_business(folder: Path, size: Size) -> Path:
    """The file of a business, generated when it is not there."""
    path = folder / size.file_name
    if not path.exists():
        draft = path.with_suffix(".part")
        draft.unlink(missing_ok=True)
        _generate(draft, size)
        draft.replace(path)
    return path


def _generate(path: Path, size: Size) -> None:
    until = (size.until or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -131072")
    db.execute("BEGIN")
    create_tables(db)
    org_id = _tell(Story(db, size.seed, size.leads + size.outbound // 4, until), size)
    meta = {
        "org_id": org_id[0],
        "user_id": org_id[1],
        "org_name": ORG_NAME,
        "username": USERNAME,
        "until": clock.stamp(until),
        "seed": str(size.seed),
        "leads": str(size.leads),
    }
    db.executemany("INSERT INTO _meta VALUES (?, ?)", meta.items())
    db.execute("COMMIT")
    db.execute("ANALYZE")
    db.close()


def _tell(story: Story, size: Size) -> tuple[str, str]:
    org_id = write_reference(story)
    write_campaigns(story)
    deals = Deals(story, Accounts(story), size.leads // 9 + size.outbound)
    members = Members(story)
    leads = Leads(story, size.leads, deals.convert, members.join)
    for number, cells in enumerate(daily_cells(story, size.leads)):
        leads.tell_day(number, cells)
    write_outbound(story, deals, size.outbound, has_history=size.leads > 0)
    story.flush()
    create_indexes(story.db)
    write_rollups(story)
    write_formulas(story)
    write_activities(story, size.seed, size.leads)
    return org_id, story.users[0]


def read_meta(path: Path) -> dict[str, str]:
    """What the file says about its business."""
    db = sqlite3.connect(path)
    try:
        return dict(db.execute("SELECT name, value FROM _meta").fetchall())
    finally:
        db.close()
