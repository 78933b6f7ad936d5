"""Contacts by the hundred thousand: the sandbox's own, multiplied, each with its own address."""
# ruff: noqa: S608  Only names of columns are put into the statement.

from __future__ import annotations

import sqlite3
from itertools import islice
from pathlib import Path

from sandbox import ids
from sandbox.business.generate import Size, ensure_business

_PREFIX, _FIRST = "003", 5_000_000


def make_contacts(folder: Path, size: Size, rows: int) -> None:
    """Make the business, and its contacts exactly `rows`, before a sandbox serves it."""
    folder.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(ensure_business(folder, size)) as db:
        known = [row[1] for row in db.execute('PRAGMA table_info("Contact")')]
        (has,) = db.execute('SELECT count(*) FROM "Contact"').fetchone()
        db.execute("CREATE TEMP TABLE made (n INTEGER PRIMARY KEY, id TEXT)")
        numbered = enumerate(islice(ids.sequence(_PREFIX, _FIRST), rows - has))
        db.executemany("INSERT INTO made VALUES (?, ?)", numbered)
        new = {"Id": "made.id", "Email": "'p' || made.n || '.' || c.\"Email\""}
        values = ", ".join(new.get(name, f'c."{name}"') for name in known)
        names = ", ".join(f'"{name}"' for name in known)
        db.execute(
            f'INSERT INTO "Contact" ({names}) SELECT {values} FROM made '
            f'JOIN (SELECT *, row_number() OVER () - 1 AS k FROM "Contact") c '
            "ON c.k = made.n % ?",
            [has],
        )
    db.close()
