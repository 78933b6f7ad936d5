"""Tells who keeps rollups of a change, around it and in its transaction.

Analytics lies downstream and registers at start; so the rollups of the touched keys change in the
same transaction as the rows.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Change:
    """Rows about to be changed.

    `stream` is a model's name ("Opportunity", "CampaignDay"), or "Merged" and one, where not rows
    but what they were merged into changes. `table` is a temporary table that names each row once:
    column external_id for CRM rows and campaigns, columns campaign_id and "on" for CampaignDay,
    origin_id and "on" for TrafficDay. Where `rows` is given it selects them as they will be
    written, with the model's columns and `is_new`. `before` is then put before the names of TOLD
    for what is stored of the row now: none need be looked up. Without it none is stored yet.
    """

    source_id: UUID
    stream: str
    table: str
    rows: str = ""
    before: str = ""


# {model: columns}: its keeper reads so much of each row that what is stored is carried along.
TOLD = {
    "Opportunity": (
        *("company_external_id", "created_at", "closes_on", "is_closed", "is_won"),
        *("amount_micros", "lead_source", "campaign_external_id", "currency", "deleted_at"),
    )
}
Keeper = Callable[[Change], AbstractContextManager[None]]
_keepers: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    """Enter `keeper(change)` around every change; once each."""
    if keeper not in _keepers:
        _keepers.append(keeper)


@contextmanager
def changing(change: Change) -> Iterator[None]:
    """Wrap the statements that change the named rows."""
    with ExitStack() as stack:
        for keeper in _keepers:
            stack.enter_context(keeper(change))
        yield
