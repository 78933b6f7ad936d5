"""Which rows were lost, doubled or altered: a reader's rows beside the organisation's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from benchmarks.faults.script import STREAM
from sandbox.control.client import Control

# What is compared of a deal: (amount, stage, day of closing).
Deal = tuple[Decimal | None, str, str]


@dataclass(frozen=True)
class Damage:
    """How many rows the organisation has and the reader has not, and so on.

    A row that the organisation has deleted and the reader still shows counts as altered.
    """

    rows: int
    lost: int
    doubled: int
    altered: int

    @property
    def total(self) -> int:
        return self.lost + self.doubled + self.altered


def count_damage(control: Control, read: Iterable[tuple[str, Deal]]) -> Damage:
    """Compare live rows by id."""
    theirs = {row["Id"]: _deal(row) for row in control.records(STREAM)}
    listed = list(read)
    times = Counter(key for key, _ in listed)
    ours = dict(listed)
    return Damage(
        rows=len(theirs),
        lost=len(theirs.keys() - ours.keys()),
        doubled=sum(count - 1 for count in times.values()),
        altered=sum(1 for key, deal in ours.items() if theirs.get(key) != deal),
    )


def stored_deals() -> list[tuple[str, Deal]]:
    """What the product holds and shows of the entered workspace."""
    from integrations.models import Opportunity

    rows = Opportunity.objects.filter(deleted_at=None, not_visible_at=None)
    return [
        (key, (None if micros is None else Decimal(micros) / 1_000_000, stage, str(on)))
        for key, micros, stage, on in rows.values_list(
            "external_id", "amount_micros", "stage", "closes_on"
        )
    ]


def _deal(row: dict[str, Any]) -> Deal:
    amount = row["Amount"]
    return None if amount is None else Decimal(str(amount)), row["StageName"], row["CloseDate"]
