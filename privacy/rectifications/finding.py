"""Reads for pages: the corrections of a request, and what became of each."""

from dataclasses import dataclass
from uuid import UUID

from accounts.readings import ANSWER_REQUEST
from integrations.actions import told_words
from integrations.correcting import held_corrections
from integrations.selectors import record_link
from privacy.models import Rectification, Upstream
from privacy.rectifications.sealing import value_of


@dataclass(frozen=True)
class CorrectedRow:
    """A correction as it is shown: which record, what its source said, whether it is held here."""

    row: Rectification
    url: str
    answer: str
    is_held: bool


def corrections_of(request_id: UUID) -> list[CorrectedRow]:
    """Of one request, the latest first, by two statements."""
    rows = list(
        Rectification.objects.filter(request_id=request_id)
        .select_related("source")
        .order_by("-corrected_at", "-id")
    )
    held = held_corrections([row.correction_id for row in rows])
    return [
        CorrectedRow(
            row,
            record_link(row.source, row.external_id) if row.source else "",
            told_words(value_of(row, "answer", purpose=ANSWER_REQUEST) or ""),
            row.correction_id in held,
        )
        for row in rows
    ]


def corrections_under_way(request_id: UUID) -> int:
    """How many sources have not answered yet."""
    rows = Rectification.objects.filter(request_id=request_id, upstream=Upstream.WAITING)
    return rows.count()
