"""Who writes a finished report: by its stream's word, in the caller's transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from integrations.facts.campaigns import AdCampaign, ensure_campaigns
from integrations.facts.merge import FactChanges, merge_days
from integrations.facts.stage import DATED_COLUMNS, STAGED_COLUMNS, stage_days

SAMPLED, THRESHOLDED, PROVISIONAL, ESTIMATED = 1, 2, 4, 8
_NOTHING = FactChanges(0, 0, 0, 0)


@dataclass(frozen=True)
class Piece:
    """A whole report of one account's days, ready to be written.

    `rows` are what the stream's writer knows (AdDay for campaign days). `is_inside` says whether
    the days lie in the restatement window; days from `provisional_from` on are not settled.
    """

    source_id: UUID
    run_id: UUID
    account: str
    currency: str
    first_on: date
    last_on: date
    rows: Sequence[Any]
    campaigns: Sequence[AdCampaign]
    is_inside: bool
    provisional_from: date


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
}
