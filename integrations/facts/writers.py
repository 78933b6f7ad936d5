"""Who writes a finished report: by its stream's word, in the caller's transaction."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from integrations.facts.campaigns import ensure_campaigns
from integrations.facts.flags import PROVISIONAL
from integrations.facts.merge import FactChanges, merge_days
from integrations.facts.piece import Piece
from integrations.facts.stage import DATED_COLUMNS, STAGED_COLUMNS, stage_days
from integrations.facts.traffic import write_traffic_days

_NOTHING = FactChanges(0, 0, 0, 0)


Writer = Callable[[Piece], FactChanges]


def write_campaign_days(piece: Piece) -> FactChanges:
    """Campaigns first, then their days: replaced inside of the window, only added to outside.

    A source that has forgotten old days deletes none of ours.
    """
    if not piece.rows and not piece.is_inside:
        return _NOTHING
    named = {c.external_id: replace(c, account=piece.account) for c in piece.campaigns}
    ids = ensure_campaigns(source_id=piece.source_id, campaigns=list(named.values()))
    with stage_days((*STAGED_COLUMNS, *DATED_COLUMNS)) as copy:
        for row in piece.rows:
            copy.write_row(_staged(piece, row, ids[row.campaign]))
    return merge_days(
        source_id=piece.source_id,
        run_id=piece.run_id,
        first_on=piece.first_on,
        last_on=piece.last_on,
        scope="partition" if piece.is_inside else "rows",
        account=piece.account,
    )


def _staged(piece: Piece, row: Any, campaign_id: UUID) -> list[Any]:
    flags = row.flags | (PROVISIONAL if row.on >= piece.provisional_from else 0)
    currency = row.currency or piece.currency
    values = [campaign_id, row.on, row.cut, row.impressions, row.clicks, row.spend_micros]
    values += [row.conversions_micros, row.conversion_value_micros, currency, row.window, flags]
    return [*values, row.dated_conversions_micros, row.dated_value_micros]


# ReportStream.write -> who writes it
WRITERS: dict[str, Writer] = {
    "campaign_days": write_campaign_days,
    "traffic_days": write_traffic_days,
}
