"""A whole report of one account's days on its way from a connector to whoever writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from integrations.facts.campaigns import AdCampaign


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
