"""The audit trail: filtered, paged by its own numbers, exported; looking is itself recorded."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.anchors import heads_of, public_key
from accounts.audit import record
from accounts.audit_details import details
from accounts.audit_lines import COLUMNS, line_of
from accounts.audit_words import action_labels, target_names
from accounts.doors import MemberRequest, recently_authenticated_to_read, requires
from accounts.models import AuditEvent
from accounts.permissions import Permission
from accounts.security import tell_of_export
from accounts.selectors import (
    AuditFilter,
    actor_names,
    audit_actions,
    audit_events,
    members,
)
from accounts.tenancy import inside

_PAGE = 50
_BATCH = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@require_safe
@requires(Permission.VIEW_AUDIT)
def audit_page(request: MemberRequest) -> HttpResponseBase:
    """Newest first; older ones follow by `before`."""
    wanted = _wanted(request)
    before = request.GET.get("before", "")
    found = audit_events(wanted, before=int(before) if before.isdigit() else None)
    events = list(found[: _PAGE + 1])
    names, targets = actor_names(events), target_names(event.target for event in events)
    labels = action_labels()
    context = {
        "rows": [_row(event, names, targets, labels) for event in events[:_PAGE]],
        "older": events[_PAGE - 1].seq if len(events) > _PAGE else None,
        "is_filtered": wanted != AuditFilter(),
        "is_first": not before,
        "wanted": wanted,
        "actions": [(action, labels.get(action, action)) for action in audit_actions()],
        "people": [member.user for member in members()],
        "public_key": public_key(),
        "query": urlencode({k: v for k, v in request.GET.items() if k != "before" and v}),
    }
    return render(request, "accounts/audit.html", context)


@require_safe
@requires(Permission.VIEW_AUDIT, transaction=False)
@recently_authenticated_to_read
def export(request: MemberRequest) -> HttpResponseBase:
    """The filtered trail as CSV or JSON lines, read in short transactions while it is sent."""
    kind = request.GET.get("format", "csv")
    if kind not in _WRITERS:
        raise Http404("Only csv and json are written.")
    wanted = _wanted(request)
    with inside(request.workspace):
        tell_of_export("audit", workspace=request.workspace, by=request.user)
        record("audit.exported", format=kind, filtered=wanted != AuditFilter())
    content_type, write = _WRITERS[kind]
    response = StreamingHttpResponse(
        _stream(request.workspace.pk, wanted, write), content_type=content_type
    )
    name = f"audit-{request.workspace.slug}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@requires(Permission.VIEW_AUDIT)
def heads(request: MemberRequest) -> HttpResponseBase:
    """The signed heads as JSON lines, each with the public key by which it can be checked."""
    record("audit.exported", format="heads", filtered=False)
    lines = [json.dumps(one) + "\n" for one in heads_of(request.workspace.pk)]
    response = HttpResponse("".join(lines), content_type="application/x-ndjson")
    name = f"audit-heads-{request.workspace.slug}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wanted(request: MemberRequest) -> AuditFilter:
    return AuditFilter(
        action=request.GET.get("action", ""),
        target=request.GET.get("target", "").strip(),
        actor_id=_parsed(UUID, request.GET.get("person")),
        start_on=_parsed(date.fromisoformat, request.GET.get("from")),
        end_on=_parsed(date.fromisoformat, request.GET.get("to")),
    )


def _parsed(reader: Any, text: str | None) -> Any:
    """What was asked for, or nothing: a filter that cannot be read is no filter."""
    try:
        return reader(text) if text else None
    except ValueError:
        return None


def _row(
    event: AuditEvent, names: dict[UUID, str], targets: dict[str, str], labels: dict[str, Any]
) -> dict[str, Any]:
    kinds = {
        "user": _("Somebody who is gone"),
        "api_key": _("API key"),
        "scim": _("Your company’s directory"),
        "system": _("Proactivox"),
        "public": _("A visitor"),
        "support": _("Somebody of Proactivox"),
    }
    name = names.get(event.actor_id) if event.actor_id else None
    return {
        "event": event,
        "who": name or kinds.get(event.actor_kind, event.actor_kind),
        "is_program": event.actor_kind in ("api_key", "scim"),
        "what": labels.get(event.action, event.action),
        "target": targets.get(event.target, ""),
        "details": details(event.data),
    }


def _stream(workspace_id: UUID, wanted: AuditFilter, write: Any) -> Iterator[bytes]:
    yield from write([], is_first=True)
    before: int | None = None
    while True:
        with inside(workspace_id):
            batch = list(audit_events(wanted, before=before)[:_BATCH])
        if not batch:
            return
        before = batch[-1].seq
        yield from write([line_of(event) for event in batch], is_first=False)


def _write_csv(rows: list[dict[str, Any]], *, is_first: bool) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    if is_first:
        writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell({**row, "data": json.dumps(row["data"])}[name]) for name in COLUMNS])
    yield text.getvalue().encode()


def _cell(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_json(rows: list[dict[str, Any]], *, is_first: bool) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(row).encode() + b"\n"


_WRITERS = {
    "csv": ("text/csv; charset=utf-8", _write_csv),
    "json": ("application/x-ndjson", _write_json),
}
