"""Takes numbers out of what is about to be stored, keeps them apart, and has somebody told."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from accounts.crypto import Place, decrypt, encrypt
from accounts.models import QuarantinedNumber
from accounts.national_numbers.finding import mask
from accounts.national_numbers.purposes import NUMBERS
from accounts.readings import check_purpose
from accounts.signals import number_found
from accounts.tenancy import new_id, require_workspace_id


def keep_apart(text: str, *, place: str, row_id: UUID) -> str:
    """What a person wrote, without its numbers; those are sealed in quarantine.

    `place` is the column of the map that the text is for, `row_id` its row there.
    """
    masked = mask(text)
    if masked.numbers:
        row = QuarantinedNumber(id=new_id(), workspace_id=require_workspace_id())
        row.place, row.row_id, row.count = place, row_id, len(masked.numbers)
        row.numbers = encrypt(number_place(row), "\n".join(masked.numbers))
        _keep(row)
    return masked.text


def note_left_out(count: int, *, place: str, source_id: UUID) -> None:
    """That numbers were left out of what a source sent; the source itself goes on holding them."""
    row = QuarantinedNumber(workspace_id=require_workspace_id())
    row.place, row.source_id, row.count = place, source_id, count
    _keep(row)


def numbers_of(row: QuarantinedNumber, *, purpose: str) -> tuple[str, ...]:
    """The numbers in the clear; none where a source holds them. Raises UnregisteredPurpose."""
    check_purpose(purpose, [NUMBERS])
    if row.numbers is None:
        return ()
    return tuple(decrypt(number_place(row), bytes(row.numbers)).split("\n"))


def of_rows(row_ids: Iterable[UUID]) -> "QuerySet[QuarantinedNumber]":
    """What was taken out of the texts of these rows."""
    return QuarantinedNumber.objects.filter(row_id__in=list(row_ids)).order_by("found_at")


def number_place(row: QuarantinedNumber) -> Place:
    """Where sealed numbers live."""
    return Place("accounts_quarantinednumber", "numbers", row.workspace_id, row.pk)


def _keep(row: QuarantinedNumber) -> None:
    before = QuarantinedNumber.objects.filter(place=row.place, source_id=row.source_id)
    is_first = not before.exists()
    row.save(force_insert=True)
    number_found.send(QuarantinedNumber, row=row, is_first=is_first)
