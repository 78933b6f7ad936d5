"""The staff's queue: what waits for whom, and the search; it opens nothing of a person."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.doors import MemberRequest, staff
from accounts.permissions import Permission
from enquiries.tickets.addresses import support_address
from enquiries.tickets.finding import found_by
from enquiries.tickets.queue import FIRST, in_view, is_view, rows_of, views

_SHOWN = 50


@dataclass(frozen=True)
class Tab:
    """One view of the queue as a tab."""

    label: Any
    url: str
    is_current: bool
    count: int


@require_safe
@staff(Permission.ANSWER_TICKETS)
def tickets(request: MemberRequest) -> HttpResponseBase:
    """One view of it, or what was searched for; a single find opens at once."""
    words = request.GET.get("q", "").strip()[:254]
    key = request.GET.get("view", FIRST)
    key = key if is_view(key) else FIRST
    reader, slug = request.user.pk, request.workspace.slug
    rows = found_by(words).order_by("-received_at", "id") if words else in_view(key, reader)
    page = Paginator(rows, _SHOWN).get_page(request.GET.get("page"))
    found = list(page.object_list)
    if words and len(found) == 1:
        return redirect("enquiries:ticket", slug=slug, ticket_id=found[0].pk)
    place = reverse("enquiries:tickets", args=[slug])
    context = {
        "tabs": [
            Tab(one.label, f"{place}?view={one.key}", not words and one.key == key, one.count)
            for one in views(reader)
        ],
        "page": page,
        "rows": rows_of(found),
        "words": words,
        "mailbox": support_address(),
    }
    return render(request, "enquiries/tickets/queue.html", context)
