"""A workspace for which nobody pays is read, and changed no more: asks billing, who knows."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.parts import is_by_htmx
from accounts.permissions import WHILE_UNPAID, Permission

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
IsReadOnly = Callable[[UUID], bool]
_readers: list[IsReadOnly] = []


class PaymentNeeded(Refused):
    """Nothing of this workspace can be changed before somebody pays."""

    code = "read_only"
    status = 402


def register_unpaid(is_read_only: IsReadOnly) -> None:
    """Billing calls this once, at start; a later call takes the place of the earlier."""
    _readers[:] = [is_read_only]


def is_read_only(workspace_id: UUID) -> bool:
    """Whether the workspace is read and not changed, because nobody pays for it."""
    return any(reader(workspace_id) for reader in _readers)


def stops(method: str | None, permission: Permission | None, workspace_id: UUID) -> bool:
    """Whether a request is refused for it; only one that would change something asks billing."""
    if method in SAFE_METHODS or permission in WHILE_UNPAID:
        return False
    return is_read_only(workspace_id)


def payment_needed() -> PaymentNeeded:
    """The refusal in words, for programs and for work in the background."""
    return PaymentNeeded(
        _("This workspace is read-only, because it is not paid for."),
        advice=_("An owner can pay under billing; nothing that is here is lost."),
    )


def payment_page(request: Any) -> HttpResponse:
    """The refusal as a page: what stopped, what goes on, and who can do something about it.

    htmx shows no answer of 402, so it is sent to a page whose banner explains.
    """
    answer = render(request, "accounts/read_only.html", status=402)
    if is_by_htmx(request):
        answer.headers["HX-Redirect"] = reverse("accounts:home", args=[request.workspace.slug])
    return answer
