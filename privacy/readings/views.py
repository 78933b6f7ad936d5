"""The log of readings: filtered, paged by its own order, exported."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit import record
from accounts.cells import safe_cell
from accounts.doors import MemberRequest, recently_authenticated_to_read, requires
from accounts.models import Reading
from accounts.permissions import Permission
from accounts.security import tell_of_export
from accounts.selectors import members
from accounts.tenancy import inside
from privacy.readings.finding import Filter, names_of, purposes, readings
from privacy.readings.words import actor_words, data_words, place_words

_PAGE = 50
_BATCH = 1000
_COLUMNS = ("at", "actor_kind", "actor_id", "person", "purpose", "fields", "place")


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def log(request: MemberRequest) -> HttpResponseBase:
    """Newest first; older ones follow by `before`."""
    wanted, before = _wanted(request), _parsed(UUID, request.GET.get("before"))
    found = list(readings(wanted, before=before)[: _PAGE + 1])
    names = names_of(found)
    context = {
        "rows": [_row(row, names) for row in found[:_PAGE]],
        "older": found[_PAGE - 1].pk if len(found) > _PAGE else None,
        "is_first": before is None,
        "is_filtered": wanted != Filter(),
        "wanted": wanted,
        "people": [member.user for member in members()],
        "purposes": [(purpose, _capital(_(purpose))) for purpose in purposes()],
        "query": urlencode({k: v for k, v in request.GET.items() if k != "before" and v}),
    }
    return render(request, "privacy/readings.html", context)


@require_safe
@requires(Permission.MANAGE_PRIVACY, transaction=False)
@recently_authenticated_to_read
def export(request: MemberRequest) -> HttpResponseBase:
    """The filtered log as CSV, read in short transactions while it is sent."""
    wanted = _wanted(request)
    with inside(request.workspace):
        tell_of_export("readings", workspace=request.workspace, by=request.user)
        record("readings.exported", filtered=wanted != Filter())
    lines = _stream(request.workspace.pk, wanted)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"readings-{request.workspace.slug}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wanted(request: MemberRequest) -> Filter:
    asked = request.GET.get
    return Filter(
        actor_id=_parsed(UUID, asked("reader")),
        purpose=asked("purpose", "").replace("\0", ""),
        person_id=_parsed(UUID, asked("person")),
        request_id=_parsed(UUID, asked("request")),
        start_on=_parsed(date.fromisoformat, asked("from")),
        end_on=_parsed(date.fromisoformat, asked("to")),
    )


def _parsed(reader: Any, text: str | None) -> Any:
    """What was asked for, or nothing: a filter that cannot be read is no filter."""
    try:
        return reader(text) if text else None
    except ValueError:
        return None


def _row(row: Reading, names: dict[UUID, str]) -> dict[str, Any]:
    name = names.get(row.actor_id) if row.actor_id else None
    return {
        "at": row.at,
        "who": name or actor_words(row.actor_kind),
        "person_id": row.person_id,
        # The end of a number that grows with time tells one from another, its beginning does not.
        "person": row.person_id.hex[-6:],
        "purpose": _capital(_(row.purpose)),
        "data": data_words(row.fields),
        "place": place_words(row.place),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stream(workspace_id: UUID, wanted: Filter) -> Iterator[bytes]:
    yield _csv([_COLUMNS])
    before: UUID | None = None
    while True:
        with inside(workspace_id):
            batch = list(readings(wanted, before=before)[:_BATCH])
        if not batch:
            return
        before = batch[-1].pk
        yield _csv(_values(row) for row in batch)


def _values(row: Reading) -> tuple[str, ...]:
    actor = str(row.actor_id or "")
    fields = " ".join(row.fields)
    start = (row.at.isoformat(), row.actor_kind, actor, str(row.person_id))
    return (*start, row.purpose, fields, row.place)


def _csv(rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()
