"""The page of numbers that were left out: shown one by one, with a line in the log, or deleted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import record
from accounts.doors import MemberRequest, requires
from accounts.models import QuarantinedNumber
from accounts.national_numbers import KEEP_APART, NUMBERS, numbers_of
from accounts.permissions import Permission
from accounts.readings import note_reading
from accounts.services.sweeps import NUMBER_KEPT
from privacy.numbers.words import place_of

_SHOWN = 50


@dataclass(frozen=True)
class Row:
    """A finding: where, how many, until when; `numbers` only for the one that is shown."""

    id: UUID
    place: str
    is_synced: bool
    count: int
    found_at: datetime
    goes_at: datetime
    numbers: tuple[str, ...] = ()


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def page(request: MemberRequest) -> HttpResponseBase:
    """The newest first."""
    return _page(request, {})


@never_cache
@require_POST
@requires(Permission.MANAGE_PRIVACY)
def show(request: MemberRequest, number_id: UUID) -> HttpResponseBase:
    """Open one, for whoever needs it; the reading is noted."""
    row = get_object_or_404(QuarantinedNumber, pk=number_id, source_id=None)
    opened = numbers_of(row, purpose=KEEP_APART)
    note_reading(
        subject_key=f"number:{row.pk}", purpose=KEEP_APART, fields=[NUMBERS], place="quarantine"
    )
    return _page(request, {row.pk: opened})


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def delete(request: MemberRequest, number_id: UUID) -> HttpResponseBase:
    """Nobody needs it: it goes before its time."""
    row = get_object_or_404(QuarantinedNumber, pk=number_id)
    row.delete()
    record("number.deleted", kind="text" if row.source_id is None else "source")
    messages.success(request, _("It is deleted."))
    return redirect("privacy:numbers", slug=request.workspace.slug)


def _page(request: MemberRequest, opened: dict[UUID, tuple[str, ...]]) -> HttpResponseBase:
    found = QuarantinedNumber.objects.order_by("-found_at", "id")
    shown = Paginator(found, _SHOWN).get_page(request.GET.get("page"))
    rows = [_row(one, opened.get(one.pk, ())) for one in shown]
    return render(request, "privacy/numbers/page.html", {"page": shown, "rows": rows})


def _row(found: QuarantinedNumber, numbers: tuple[str, ...]) -> Row:
    return Row(
        id=found.pk,
        place=place_of(found),
        is_synced=found.source_id is not None,
        count=found.count,
        found_at=found.found_at,
        goes_at=found.found_at + NUMBER_KEPT,
        numbers=tuple(f"{one[:6]}-{one[6:]}" for one in numbers),
    )
