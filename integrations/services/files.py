"""The verbs of file import: take an upload in, settle how it is read, import it, let it go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused
from accounts.instructions import require_instruction
from accounts.jobs import cancel, enqueue
from accounts.limits import check_limit
from accounts.models import Workspace
from accounts.tenancy import inside, require_workspace_id
from integrations.file_classifications import IMPORT_FILE
from integrations.files import store
from integrations.files.choices import Choices, header_key
from integrations.files.fields import Kind
from integrations.files.loading import import_file
from integrations.files.preview import first_choices, known_choices
from integrations.files.problems import FileProblem
from integrations.files.reading import refuse_other_formats
from integrations.files.store import Upload
from integrations.models import Source, SyncRun
from integrations.services.syncing.room import refuse_when_full

__all__ = [
    "FileImport",
    "accept_upload",
    "cancel_import",
    "discard_upload",
    "earlier_import",
    "import_file",
    "settle_choices",
    "start_import",
    "suggest_source",
]
CONNECTOR = "file"
TASK = "integrations.tasks.files.import_file"
PENDING_LIMIT = 5


@dataclass(frozen=True)
class FileImport:
    """What a person decided beside the choices: into which source, and whether rejects may go.

    `source_id` is None for a new source called `source_name`.
    """

    source_id: UUID | None
    source_name: str
    allow_rejects: bool = False


def accept_upload(*, workspace: Workspace, upload: Upload, kind: Kind) -> Upload:
    """Look at what came, guess how it is written, keep it for the preview.

    Called outside of a transaction. Raises FileProblem or Refused, and then keeps nothing.
    """
    try:
        with inside(workspace):
            require_instruction(IMPORT_FILE)
        store.sweep(workspace.pk)
        if len(store.pending(workspace.pk)) >= PENDING_LIMIT:
            raise Refused(
                _("%(count)d uploaded files wait for their import.") % {"count": PENDING_LIMIT},
                advice=_("Import or discard one of them first."),
            )
        refuse_other_formats(upload.start(4096))
        upload = replace(upload, kind=kind)
        choices, header = first_choices(upload, workspace.currency)
    except Exception:
        store.delete(workspace.pk, upload.id)
        raise
    choices = replace(choices, platform=_platform(upload.name))
    known = replace(upload, choices=choices.as_json() | {"header": list(header)})
    store.save(known)
    return known


def _platform(name: str) -> str:
    words = {"google": "Google Ads", "facebook": "Meta", "meta": "Meta", "kag": "Meta"}
    words |= {"linkedin": "LinkedIn", "bing": "Microsoft Ads", "tiktok": "TikTok"}
    return next((label for word, label in words.items() if word in name.casefold()), "")


def suggest_source(*, upload: Upload) -> tuple[Source | None, Choices]:
    """The source that knows this set of columns, with what was settled then; else our guess."""
    choices = Choices.from_json(upload.choices)
    key = header_key(choices.kind, tuple(upload.choices.get("header", ())))
    sources = list(file_sources())
    for source in sources:
        if remembered := source.options.get("mappings", {}).get(key):
            return source, known_choices(choices, Choices.from_json(remembered))
    same_kind = [s for s in sources if s.options.get("kind") == choices.kind]
    return (same_kind[0] if len(same_kind) == 1 else None), choices


def file_sources() -> Iterable[Source]:
    """Connected file sources of the entered workspace, the oldest first."""
    return Source.objects.filter(connector=CONNECTOR, disconnected_at=None).order_by("created_at")


def earlier_import(upload: Upload) -> dict[str, Any] | None:
    """The note of a finished import of the very same bytes: run, name, at."""
    for source in file_sources():
        for run_id, note in source.options.get("files", {}).items():
            if note.get("sha256") == upload.sha256 and note.get("outcome"):
                return {**note, "run": run_id, "source": str(source.pk)}
    return None


def settle_choices(
    *, upload: Upload, choices: Choices, header: tuple[str, ...] | None = None
) -> Upload:
    """Keep what was chosen, so that the preview shows it; another separator, another header."""
    names = list(header) if header is not None else upload.choices.get("header", [])
    settled = replace(upload, choices=choices.as_json() | {"header": names, "is_settled": True})
    store.save(settled)
    return settled


@transaction.atomic
def start_import(*, upload: Upload, header: tuple[str, ...], wanted: FileImport) -> SyncRun:
    """Make the run and its job; the mapping is remembered for this set of columns.

    Raises Refused when the plan has no room for rows or another source, FileProblem when the file
    is being imported already.
    """
    require_instruction(IMPORT_FILE)
    refuse_when_full(require_workspace_id())
    choices = Choices.from_json(upload.choices)
    source = _source(wanted, choices)
    run = SyncRun.objects.create(source=source, kind="file")
    options = dict(source.options)
    mappings = {**options.get("mappings", {}), header_key(choices.kind, header): choices.as_json()}
    note = {
        "upload": str(upload.id),
        "name": upload.name,
        "sha256": upload.sha256,
        "bytes": upload.size,
        "kind": str(choices.kind),
        "allow_rejects": wanted.allow_rejects,
    }
    files = {**options.get("files", {}), str(run.pk): note}
    source.options = {
        **options,
        "kind": str(choices.kind),
        "mappings": dict(list(mappings.items())[-20:]),
        "files": dict(list(files.items())[-40:]),
    }
    source.save(update_fields=["options"])
    run.job_id = enqueue(
        TASK, run.pk, upload.id, get_language() or "en", dedupe_key=_key(upload.id)
    )
    if run.job_id is None:
        raise FileProblem(_("This file is being imported already."), code="running")
    run.save(update_fields=["job_id"])
    audit.record("file.import", run, source=source.pk, kind=choices.kind, bytes=upload.size)
    return run


def _source(wanted: FileImport, choices: Choices) -> Source:
    if wanted.source_id is not None:
        rows = Source.objects.select_for_update(of=("self",), no_key=True)
        return rows.get(Q(pk=wanted.source_id, connector=CONNECTOR, disconnected_at=None))
    # The row is locked, so that two who connect at once are counted one after the other.
    workspace = Workspace.objects.select_for_update(no_key=True).get(pk=require_workspace_id())
    count = Source.objects.filter(disconnected_at=None).count()
    check_limit(workspace.pk, "sources", count + 1)
    actor = audit.current_actor()
    source = Source.objects.create(
        connector=CONNECTOR,
        name=wanted.source_name,
        options={"kind": str(choices.kind)},
        identity={"time_zone": workspace.time_zone, "currency": workspace.currency},
        created_by_id=actor.id if actor.kind == "user" else None,
    )
    audit.record("source.connect", source, connector=CONNECTOR)
    return source


def cancel_import(*, run: SyncRun) -> None:
    """Stop a running import; nothing of it is kept, and the upload waits for another try."""
    note = run.source.options.get("files", {}).get(str(run.pk), {})
    if run.state != SyncRun.State.RUNNING or "upload" not in note:
        return
    cancel(TASK, _key(UUID(note["upload"])))
    run.state, run.finished_at = SyncRun.State.CANCELLED, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    audit.record("file.cancel", run)


def discard_upload(*, upload: Upload) -> None:
    """Delete the bytes; nothing was imported."""
    store.delete(upload.workspace_id, upload.id)
    audit.record("file.discard", f"upload:{upload.id}")


def rejects_of(run: SyncRun) -> Path:
    """Where the run's rejects are listed."""
    return store.rejects_path(run.workspace_id, run.pk)


def _key(upload_id: UUID) -> str:
    return f"upload:{upload_id}"
