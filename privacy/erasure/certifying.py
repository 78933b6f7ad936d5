"""Writes the certificate of an erasure: what became of each part, and that nothing is left."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from privacy.certificates import sign
from privacy.models import Erasure, ErasureItem

KIND = "erasure"


def certify(erasure: Erasure) -> None:
    """Put the signed certificate on an erasure that is about to be saved; it names nobody."""
    items = ErasureItem.objects.filter(erasure=erasure).order_by("place", "name", "state", "id")
    # The list of records has done its work: what became of each stays, which they were goes.
    items.update(record=None)
    erasure.certificate = sign(_content(erasure, items))


def _content(erasure: Erasure, items: Iterable[ErasureItem]) -> dict[str, Any]:
    workspace = Workspace.objects.get(pk=erasure.workspace_id)
    return {
        "kind": KIND,
        "version": 1,
        "workspace": {"id": str(workspace.pk), "name": workspace.name},
        "request": erasure.request.number,
        "received_at": _moment(erasure.request.received_at),
        "asked_at": _moment(erasure.asked_at),
        "erased_at": _moment(erasure.erased_at),
        "searched_at": _moment(erasure.searched_at),
        "signed_at": _moment(timezone.now()),
        "items": [_item(one) for one in items],
        "search": erasure.search,
    }


def _item(item: ErasureItem) -> dict[str, Any]:
    return {
        "place": item.place,
        "name": item.name,
        "state": item.state,
        "rows": item.rows,
        "found_afterwards": item.residue,
        "ground": item.ground,
        "until": item.until,
    }


def _moment(at: Any) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
