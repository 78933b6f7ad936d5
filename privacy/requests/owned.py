"""A person's own requests, by an address that is known to be theirs."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.crypto import decrypt, normalise
from accounts.subjects import Subject
from privacy.models import DataSubjectRequest, State
from privacy.requests.finding import LINK_KEPT, DeskRow, rows_of
from privacy.requests.sealing import hashes_of, link_place

_SHOWN = 50


@dataclass(frozen=True)
class OwnRow:
    """A person's own request with its clock and the secret of its page ("" once it is over)."""

    row: DeskRow
    secret: str


def own_requests(email: str) -> list[OwnRow]:
    """What counts of an address's requests in the entered workspace, newest first."""
    known = hashes_of(Subject(emails=(normalise(email),)))
    rows = DataSubjectRequest.objects.exclude(state=State.UNPROVEN)
    found = rows_of(rows.filter(address_hash__in=known).order_by("-received_at")[:_SHOWN])
    found.sort(key=lambda row: row.request.received_at, reverse=True)
    return [OwnRow(row, _secret_of(row.request)) for row in found]


def _secret_of(request: DataSubjectRequest) -> str:
    is_over = request.closed_at and request.closed_at + LINK_KEPT < timezone.now()
    if not request.link or is_over:
        return ""
    return decrypt(link_place(request), bytes(request.link))
