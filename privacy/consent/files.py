"""Consents and usage as files: CSV in which no cell is a formula, JSON with the words shown."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from accounts.cells import safe_cell
from accounts.subjects import plain_rows
from accounts.tenancy import inside
from privacy.consent.proof import COLUMNS, Filter, event_row, found_events, notice_texts

_BATCH = 1000


def csv_of(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, head: bool = True) -> str:
    """A line of names, and one for each row."""
    text = io.StringIO()
    writer = csv.writer(text)
    if head:
        writer.writerow(columns)
    for row in plain_rows(rows):
        writer.writerow([safe_cell(row[name] or "") for name in columns])
    return text.getvalue()


def proof_csv(workspace_id: UUID, wanted: Filter) -> Iterator[str]:
    """Answers, read in short transactions while they are sent."""
    yield csv_of(COLUMNS, [])
    for batch in _batches(workspace_id, wanted):
        yield csv_of(COLUMNS, batch, head=False)


def proof_json(workspace_id: UUID, wanted: Filter) -> Iterator[str]:
    """The same as {"notices": {hash: [language, text]}, "consents": [answers]}."""
    with inside(workspace_id):
        texts = {one.sha256: [one.language, one.text] for one in notice_texts()}
    yield f'{{"notices": {json.dumps(texts, ensure_ascii=False)},\n"consents": ['
    lead = ""
    for batch in _batches(workspace_id, wanted):
        for row in plain_rows(batch):
            yield f"{lead}\n{json.dumps(row, ensure_ascii=False)}"
            lead = ","
    yield "\n]}\n"


def _batches(workspace_id: UUID, wanted: Filter) -> Iterator[list[Mapping[str, Any]]]:
    before: UUID | None = None
    while True:
        with inside(workspace_id):
            batch = list(found_events(wanted, before)[:_BATCH])
        if not batch:
            return
        yield [event_row(one) for one in batch]
        before = batch[-1].pk
