"""Imports one uploaded file: all of it in one transaction, or nothing."""

import os
from datetime import UTC, datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.jobs import Lease, LeaseLost
from accounts.models import Workspace
from accounts.tenancy import inside
from integrations.files import store
from integrations.files.choices import Choices
from integrations.files.fields import Kind
from integrations.files.heartbeat import kept_alive
from integrations.files.opportunities import load_opportunities
from integrations.files.outcome import Outcome
from integrations.files.performance import load_performance
from integrations.files.problems import FileProblem
from integrations.files.rejects import RejectList
from integrations.files.staging import Progress
from integrations.models import Source, StreamState, SyncRun
from integrations.signals import send_finished
from integrations.versions import raise_version

REJECT_SHARE = 0.10


def import_file(lease: Lease, run_id: UUID, upload_id: UUID, language: str) -> None:
    """Run the import; what is wrong with the file ends the run in words, not the job in error."""
    with translation.override(language):
        try:
            _load(lease, run_id, upload_id)
        except LeaseLost:
            raise
        except Trouble as trouble:
            if not trouble.permanent and lease.attempt < lease.max_attempts:
                raise
            _fail(lease, run_id, trouble)
        except Exception:
            if lease.attempt >= lease.max_attempts:
                _fail(lease, run_id, _unexpected())
            raise


def _unexpected() -> Trouble:
    return Trouble(
        _("The import failed on our side."),
        advice=_("Nothing was imported. Try again; if it stays so, write to us."),
        code="unexpected",
    )


def _load(lease: Lease, run_id: UUID, upload_id: UUID) -> None:
    upload = store.load(lease.workspace_id, upload_id)
    if upload is None or not upload.path.exists():
        raise FileProblem(_("The file is no longer here."), advice=_("Upload it again."))
    progress = Progress(upload.size)
    path = store.rejects_path(lease.workspace_id, run_id)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with (
        os.fdopen(handle, "w", newline="", encoding="utf-8") as list_file,
        kept_alive(lease, progress),
        inside(lease.workspace_id),
    ):
        rejects = RejectList(list_file)
        run = SyncRun.objects.select_related("source").get(pk=run_id)
        try:
            outcome = _merge(run, upload, rejects, progress)
        finally:
            # Also of a run that is refused: a person wants to see which rows were in the way.
            list_file.flush()
        _finish(run, outcome, rejects)
        # Last, so that the lease's row is locked for a moment only: a successor undoes all this.
        lease.keep()
        transaction.on_commit(partial(_tell, run), robust=True)
    store.delete(lease.workspace_id, upload_id)
    if not rejects.counts:
        path.unlink(missing_ok=True)


def _tell(run: SyncRun) -> None:
    send_finished(SyncRun, run.workspace_id, run.source_id, run.pk, run.state)


def _merge(run: SyncRun, upload: store.Upload, rejects: RejectList, progress: Progress) -> Outcome:
    choices = Choices.from_json(upload.choices)
    with upload.open() as stream:
        if choices.kind is Kind.PERFORMANCE:
            outcome = load_performance(
                source_id=run.source_id,
                run_id=run.pk,
                stream=stream,
                choices=choices,
                rejects=rejects,
                progress=progress,
            )
        else:
            outcome = load_opportunities(
                source_id=run.source_id,
                stream=stream,
                choices=choices,
                rejects=rejects,
                progress=progress,
                zone=Workspace.objects.get(pk=run.workspace_id).zone,
            )
    _refuse_many_rejects(run, outcome, rejects)
    return outcome


def _refuse_many_rejects(run: SyncRun, outcome: Outcome, rejects: RejectList) -> None:
    note = run.source.options["files"].get(str(run.pk), {})
    is_all = len(rejects) == outcome.rows
    if is_all or (len(rejects) > REJECT_SHARE * outcome.rows and not note.get("allow_rejects")):
        raise ManyRejects(outcome.rows, rejects)


class ManyRejects(FileProblem):
    """So many rows could not be read that the choices are probably wrong."""

    code = "rejects"

    def __init__(self, rows: int, rejects: RejectList) -> None:
        super().__init__(
            _("%(rejected)d of %(rows)d rows could not be read.")
            % {"rejected": len(rejects), "rows": rows},
            advice=_(
                "Look at the reasons: often a column or the order of dates is chosen wrongly."
            ),
        )
        self.rows = rows
        self.rejects = rejects


def _finish(run: SyncRun, outcome: Outcome, rejects: RejectList) -> None:
    raise_version()
    source = Source.objects.select_for_update(of=("self",), no_key=True).get(pk=run.source_id)
    _note(source, run, outcome=outcome.as_json(), rejects=rejects.summary())
    source.trouble_code = source.trouble_text = ""
    until = _fresh_until(source, outcome)
    source.fresh_until = max(filter(None, (source.fresh_until, until)), default=None)
    source.save()
    run.state = SyncRun.State.SUCCEEDED if not len(rejects) else SyncRun.State.PARTIAL
    run.finished_at = timezone.now()
    run.rows_expected, run.rows_rejected = outcome.rows, outcome.rejected
    run.rows_loaded = outcome.rows - outcome.rejected
    run.save()
    _count_stream(source, outcome)
    audit.record("file.imported", run, rows=run.rows_loaded, rejected=run.rows_rejected)


def _fresh_until(source: Source, outcome: Outcome) -> datetime | None:
    """Days are known to the end of the last one; deals as of now."""
    if source.options.get("kind") == Kind.OPPORTUNITIES:
        return timezone.now()
    if outcome.last_on is None:
        return None
    zone = Workspace.objects.get(pk=source.workspace_id).zone
    end = datetime.combine(outcome.last_on + timedelta(days=1), time(), zone)
    return min(end.astimezone(UTC), timezone.now())


def _count_stream(source: Source, outcome: Outcome) -> None:
    is_deals = source.options.get("kind") == Kind.OPPORTUNITIES
    stream = "Opportunity" if is_deals else "CampaignDay"
    state, _made = StreamState.objects.get_or_create(
        source=source, stream=stream, defaults={"workspace_id": source.workspace_id}
    )
    state.rows += outcome.inserted - outcome.vanished
    state.synced_at = timezone.now()
    state.save()


def _note(source: Source, run: SyncRun, **values: object) -> None:
    files = dict(source.options.get("files", {}))
    files[str(run.pk)] = {**files.get(str(run.pk), {}), **values}
    source.options = {**source.options, "files": files}


def _fail(lease: Lease, run_id: UUID, trouble: Trouble) -> None:
    with lease.batch():
        run = SyncRun.objects.get(pk=run_id)
        source = Source.objects.select_for_update(of=("self",), no_key=True).get(pk=run.source_id)
        if isinstance(trouble, ManyRejects):
            run.rows_expected, run.rows_rejected = trouble.rows, len(trouble.rejects)
            _note(source, run, rejects=trouble.rejects.summary())
            source.save(update_fields=["options"])
        run.state, run.finished_at = SyncRun.State.FAILED, timezone.now()
        run.error_code, run.error_text = trouble.code[:40], str(trouble)[:500]
        run.save()
        audit.record("file.import_failed", run, code=trouble.code)
