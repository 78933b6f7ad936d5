"""The deals that have stood in their stage the longest, by id alone."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from analytics.pipeline.open_sql import open_deals
from analytics.pipeline.question import PipelineQuery

PAGE = 25
MOST_EXPORTED = 100_000


@dataclass(frozen=True)
class OldDeal:
    """An open deal as it stood; the amount is in micros of its own currency.

    `worth` is that in the workspace's currency, None without a rate. Since when it stood there is
    exact where `is_since_known`; `basis` as in DealSpan.
    """

    source_id: UUID
    external_id: str
    stage: str
    since_on: date
    age: int
    is_since_known: bool
    amount: int | None
    is_amount_known: bool
    currency: str
    worth: int | None
    probability: Decimal | None
    lead_source: str
    basis: str


def read_oldest(query: PipelineQuery, workspace: Workspace, limit: int = PAGE) -> list[OldDeal]:
    """Open deals at the end of the day, the longest in their stage first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {open_deals(query.filters).lstrip()}
            SELECT d.source_id, d.external_id, d.stage, d."on" - d.age, d.age, d.is_since_known,
                d.amount_micros, d.is_amount_known, d.currency, d.worth, d.probability,
                d.lead_source, d.basis
            FROM deal d ORDER BY d.age DESC, d.external_id LIMIT %(limit)s""",
            {**query.names(workspace), "limit": limit},
        )
        return [OldDeal(*row) for row in cursor.fetchall()]
