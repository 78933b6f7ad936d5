"""Records of erased people that came anew: who decides whether they are let in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from integrations.models import QuarantinedRecord
from integrations.selectors import record_link
from integrations.services.quarantine import keep_out, let_in

_SHOWN = 50
_DECISIONS = {"in": let_in, "out": keep_out}


@dataclass(frozen=True)
class Row:
    """A record that waits: where it is, when it was made, when it was met here."""

    id: UUID
    source: str
    kind: str
    link: str
    created_at: datetime
    met_at: datetime


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def quarantine(request: MemberRequest) -> HttpResponseBase:
    """The newest first."""
    waiting = QuarantinedRecord.objects.filter(let_in_at=None).select_related("source")
    page = Paginator(waiting.order_by("-met_at", "id"), _SHOWN).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [_row(one) for one in page]}
    return render(request, "integrations/quarantine.html", context)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def decide(request: MemberRequest, record_id: UUID) -> HttpResponseBase:
    """Let it in, or keep it out."""
    decision = request.POST.get("decision", "")
    get_object_or_404(QuarantinedRecord, pk=record_id)
    try:
        if decision not in _DECISIONS:
            raise Trouble(_("Let it in, or keep it out."), code="no_decision")
        _DECISIONS[decision](record_id=record_id)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        words = _("It is let in, and read soon.") if decision == "in" else _("It stays out.")
        messages.success(request, words)
    return redirect("integrations:quarantine", slug=request.workspace.slug)


def _row(record: QuarantinedRecord) -> Row:
    return Row(
        id=record.pk,
        source=record.source.name,
        kind=record.kind,
        link=record_link(record.source, record.external_id),
        created_at=record.created_at,
        met_at=record.met_at,
    )
