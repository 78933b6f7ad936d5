"""The list of sources, the gallery of connectors, and one source with its live progress."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.doors import MemberRequest, requires
from accounts.parts import load_anew
from accounts.permissions import Permission
from integrations import actions
from integrations.actions import choice_in, holds_people, lacks_right
from integrations.files import store
from integrations.forms import (
    IN_SHORT,
    ApiShareForm,
    OnErasureForm,
    PaceForm,
    PersonFieldsForm,
    RangeForm,
    RenameForm,
)
from integrations.models import Formula, Source, StreamState, SyncRun, SyncSlice
from integrations.selectors import (
    Card,
    accounts_of,
    api_share_of,
    card,
    cards,
    is_known,
    person_fields,
    stream_labels,
)
from integrations.selectors.formulas import has_formulas
from integrations.selectors.pacing import chosen_pace, least_pace, plan_months
from integrations.views.changed import account_changes
from integrations.views.links import Tile, crumbs
from integrations.views.states import (
    Badge,
    is_stuck,
    is_sync_waiting,
    is_without_accounts,
    job_of,
    left_in_words,
    progress_of,
    run_badge,
    run_kind,
    source_lines,
)

_RUNS_SHOWN = 25
# Time enough to find whoever connected it.
_ENDS_SOON = timedelta(days=14)
_IS_DONE = Q(finished_at__isnull=False)


@dataclass(frozen=True)
class StreamLine:
    """How far one object of a running sync is."""

    name: str
    rows: int
    # How much of `expected` is done: rows, or pieces of a report, whose rows nobody knows before.
    value: int
    expected: int | None
    state: str
    tone: str


@dataclass(frozen=True)
class RunLine:
    """A past or present run in words."""

    run: SyncRun
    kind: str
    badge: Badge
    name: str = ""


@require_GET
@requires(Permission.VIEW_SOURCES)
def sources_page(request: MemberRequest) -> HttpResponseBase:
    """One row a source: state, fresh until, complete, next run, rows."""
    lines = source_lines(list(Source.objects.order_by("disconnected_at", "created_at")))
    may_import = Permission.IMPORT_FILES in request.permissions
    waiting = store.pending(request.workspace.pk) if may_import else []
    return render(
        request,
        "integrations/sources.html",
        {
            "lines": lines,
            "uploads": [upload for upload in waiting if upload.choices],
            "may_add": may_import or Permission.MANAGE_SOURCES in request.permissions,
        },
    )


@require_GET
@requires(Permission.VIEW_SOURCES)
def gallery(request: MemberRequest) -> HttpResponseBase:
    """What can be connected; only what works is shown."""
    slug = request.workspace.slug
    may_connect = Permission.MANAGE_SOURCES in request.permissions
    may_import = Permission.IMPORT_FILES in request.permissions
    role = _("Your role does not allow this; ask an admin.")
    tiles = [
        *(_tile(found, slug, role if not may_connect else "") for found in cards()),
        Tile(
            name=_("CSV file"),
            kind=_("File"),
            text=_(
                "Daily spend and results of any platform, or deals of any CRM, from a file: you "
                "see how each column is read before anything is imported."
            ),
            icon="file-spreadsheet",
            url=reverse("integrations:upload_file", args=[slug]) if may_import else "",
            hint=_("Whenever you upload one") if may_import else role,
            keywords="csv excel spreadsheet regneark spend upload",
        ),
    ]
    return render(
        request,
        "integrations/gallery.html",
        {"tiles": tiles, "breadcrumbs": crumbs(request)},
    )


def _tile(found: Card, slug: str, refusal: str) -> Tile:
    return Tile(
        name=found.label,
        kind=found.family,
        text=found.text,
        icon=found.icon,
        url="" if refusal else reverse("integrations:connect", args=[slug, found.key]),
        hint=refusal or _("By log-in, in about a minute"),
        keywords=found.keywords,
    )


def find_source(source_id: UUID) -> Source:
    """The source of the entered workspace; 404 for any other."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise Http404("No such source.")
    return source


@require_GET
@requires(Permission.VIEW_SOURCES)
def source_page(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """State, progress, what is visible and missing, history, and what can be done."""
    return render_source(request, find_source(source_id))


def render_source(
    request: MemberRequest, source: Source, status: int = 200, **forms: Any
) -> HttpResponseBase:
    """The source's page; `forms` are those that came back with errors."""
    (line,) = source_lines([source])
    runs = _runs(source)
    chosen = [
        f"{stream}.{name}"
        for stream, names in source.options.get("person_fields", {}).items()
        for name in names
    ]
    context = {
        "source": source,
        "line": line,
        "streams": _streams(source),
        "runs": runs,
        "is_first_done": _is_first_done(runs),
        "may_manage": Permission.MANAGE_SOURCES in request.permissions,
        "may_import": Permission.IMPORT_FILES in request.permissions,
        "rename_form": RenameForm(initial={"name": source.name}),
        "range_form": RangeForm(),
        **_pace(source),
        "history_months": plan_months(source),
        **_budget(source),
        "people_form": PersonFieldsForm(
            connector=source.connector, initial={"person_fields": chosen}
        ),
        "has_people": bool(person_fields(source.connector)),
        **_formulas(source),
        **_on_erasure(request, source),
        **_changes(request, source),
        "accounts": accounts_of(source),
        "account_changes": account_changes(source),
        "needs_accounts": is_without_accounts(source),
        "account_word": card(source.connector).account_word if is_known(source.connector) else "",
        "backfill": _backfill(source),
        **_access(source),
        "person_fields": chosen,
        "breadcrumbs": crumbs(request),
        **_progress(source, line.run),
        **forms,
    }
    return render(request, "integrations/source.html", context, status=status)


def _formulas(source: Source) -> dict[str, Any]:
    """How many of the vendor's computed fields are picked; nothing where it knows none."""
    if not has_formulas(source):
        return {"has_formulas": False}
    picked = Formula.objects.filter(source=source)
    return {"has_formulas": True, "formulas": picked.count()}


def _on_erasure(request: MemberRequest, source: Source) -> dict[str, Any]:
    """What an erasure does there; nothing where the source holds no people, or is no more read."""
    if source.disconnected_at is not None or not holds_people(source.connector):
        return {"on_erasure": ""}
    choice = choice_in(source.options)
    told: dict[str, Any] = {"on_erasure": IN_SHORT[choice], "lacks_right": lacks_right(source)}
    if Permission.MANAGE_PRIVACY in request.permissions:
        form = OnErasureForm(connector=source.connector, initial={"on_erasure": choice})
        told["erasure_form"] = form
    return told


def _changes(request: MemberRequest, source: Source) -> dict[str, Any]:
    """Whether it may be changed from here; nothing where there is nothing to change."""
    if source.disconnected_at is not None or not actions.can_act(source.connector):
        return {"can_act": False}
    allowed = {"actions": "yes"}
    return {
        "can_act": True,
        "writes_records": actions.record_desk(source.connector) is not None,
        "action_fields": actions.allowed_fields(source),
        "actions_on": actions.is_on(source.options),
        "lacks_action_right": actions.lacks_action_right(source),
        "asks_scope": bool(actions.action_scopes(source.connector, allowed)),
        "may_approve": Permission.APPROVE_CAMPAIGNS in request.permissions,
    }


def _pace(source: Source) -> dict[str, Any]:
    """How often it is read by itself; nothing for files and what is read no more."""
    if source.connector == "file" or not source.is_active:
        return {"pace_form": None}
    least = least_pace(source.workspace_id)
    now = max(chosen_pace(source), least)
    return {"pace_form": PaceForm(initial={"pace": now}, least=least)}


def _budget(source: Source) -> dict[str, Any]:
    """What the vendor said of its daily requests, and where we stop; of Salesforce alone."""
    if source.connector != "salesforce":
        return {"usage": None}
    usage = source.identity.get("api_usage")
    told = {**usage, "at": datetime.fromisoformat(usage["at"])} if usage else None
    share = api_share_of(source.options)
    return {
        "usage": told,
        "share_text": f"{share} %",
        "share_form": ApiShareForm(initial={"api_share": share}),
    }


def _access(source: Source) -> dict[str, Any]:
    """Until when the vendor lets a log-in last, where it says so, and whether that is near."""
    told = str(source.identity.get("access_until", ""))
    until = date.fromisoformat(told) if told and source.disconnected_at is None else None
    is_near = until is not None and until - timezone.localdate() <= _ENDS_SOON
    return {"access_until": until, "is_access_ending": is_near}


@require_GET
@requires(Permission.VIEW_SOURCES)
def progress(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """The live part; when the run is over the page is loaded once more, as a whole."""
    source = find_source(source_id)
    runs = SyncRun.objects.filter(source=source).exclude(kind__in=["file", "backfill"])
    context = _progress(source, runs.order_by("-started_at").first())
    response = render(request, "integrations/_progress.html", {"source": source, **context})
    if not context["is_running"]:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@requires(Permission.VIEW_SOURCES)
def earlier(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """How far old months are; when they are read the page is loaded once more, as a whole."""
    source = find_source(source_id)
    told = _backfill(source)
    if told is None:
        return load_anew()
    return render(request, "integrations/_earlier.html", {"source": source, "backfill": told})


def _progress(source: Source, run: SyncRun | None) -> dict[str, Any]:
    if source.connector == "file":
        return {"is_running": False}
    if run is None or run.state != SyncRun.State.RUNNING:
        # Asked for and not begun: a moment later there is a run to show.
        return {"is_running": source.is_active and is_sync_waiting(source)}
    job = job_of(run)
    told = progress_of(job)
    labels = stream_labels(source.connector)
    # JSON keeps no order; the connector's own begins with what the rest hangs on.
    places = {name: place for place, name in enumerate(labels or _objects(source.connector))}
    streams = sorted(
        told.get("streams", {}).items(), key=lambda item: places.get(item[0], len(places))
    )
    lines = [_stream_line(labels.get(name, name), line) for name, line in streams]
    rows = sum(line.value for line in lines)
    expected = sum(max(line.expected or 0, line.value) for line in lines)
    return {
        "is_running": not is_stuck(job),
        "is_stuck": is_stuck(job),
        "run": run,
        "stream_lines": lines,
        "rows": rows,
        "expected": expected,
        "left": left_in_words(run.started_at, rows, expected),
    }


def _objects(connector: str) -> list[str]:
    return [want.name for want in card(connector).wants] if is_known(connector) else []


def _stream_line(name: str, told: dict[str, Any]) -> StreamLine:
    state, tone = {
        "waiting": (_("Waiting"), ""),
        "reading": (_("Reading"), ""),
        "done": (_("Done"), "good"),
        "failed": (_("Failed"), "bad"),
    }.get(told.get("state", ""), ("", ""))
    rows, expected = int(told.get("rows") or 0), told.get("expected")
    value = rows
    if told.get("pieces"):
        value, expected = int(told.get("read") or 0), int(told["pieces"])
    elif told.get("state") == "done":
        expected = rows
    # An empty object is read in full all the same; a bar of 0 of 0 would look unfinished.
    return StreamLine(name, rows, value, expected or (1 if tone == "good" else None), state, tone)


def _backfill(source: Source) -> dict[str, Any] | None:
    """How far the reading of old months is, while it goes on."""
    run = SyncRun.objects.filter(source=source, kind="backfill", state="running").first()
    if run is None or not source.is_active:
        return None
    slices = SyncSlice.objects.filter(run=run).aggregate(
        all=Count("id"), done=Count("finished_at"), day=Min("first_on", filter=_IS_DONE)
    )
    return {"all": slices["all"], "done": slices["done"], "day": slices["day"]}


def _streams(source: Source) -> list[StreamState]:
    states = list(StreamState.objects.filter(source=source).order_by("stream", "account"))
    names = {account.external_id: account.name for account in accounts_of(source)}
    labels = stream_labels(source.connector)
    for state in states:
        state.account_name = names.get(state.account, state.account)  # type: ignore[attr-defined]
        state.label = labels.get(state.stream, state.stream)  # type: ignore[attr-defined]
    # What is missing stands first: it is what one can do something about.
    return sorted(states, key=lambda s: (not s.trouble_text, not s.schema.get("missing"), s.stream))


def _runs(source: Source) -> list[RunLine]:
    rows = SyncRun.objects.filter(source=source).order_by("-started_at")[:_RUNS_SHOWN]
    names = source.options.get("files", {})
    return [
        RunLine(run, run_kind(run), run_badge(run), names.get(str(run.pk), {}).get("name", ""))
        for run in rows
    ]


def _is_first_done(runs: list[RunLine]) -> bool:
    """Whether a first sync has just brought the first numbers; after the next run it is no news."""
    states = [(line.run.kind, line.run.state) for line in runs if line.run.kind != "backfill"]
    return states == [("first", SyncRun.State.SUCCEEDED)]
