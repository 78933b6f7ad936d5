"""Uploads of made-up files, and imports run as a worker runs them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.audit import Actor, acting_as
from accounts.jobs import Lease
from accounts.models import Job, JobState, Workspace
from accounts.tenancy import inside
from integrations.files import store
from integrations.files.choices import Choices
from integrations.files.fields import Kind
from integrations.models import SyncRun
from integrations.services import files
from tests.cast import Cast

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(autouse=True)
def private_files(tmp_path: Path, settings: Settings) -> Path:
    """A folder of the test's own for uploads."""
    settings.PRIVATE_FILES_DIR = str(tmp_path / "uploads")
    return tmp_path / "uploads"


def keep(workspace: Workspace, content: bytes, name: str = "export.csv") -> store.Upload:
    """Put bytes where an upload would be, without looking at them."""
    upload_id, stream = store.create_file(workspace.pk)
    with stream:
        stream.write(content)
    digest = hashlib.sha256(content).hexdigest()
    return store.Upload(upload_id, workspace.pk, "", name, len(content), digest, timezone.now())


@dataclass(frozen=True)
class Importer:
    """Alice imports into Acme."""

    cast: Cast

    def upload(
        self, content: bytes | str, kind: Kind = Kind.PERFORMANCE, name: str = "export.csv"
    ) -> store.Upload:
        """Take a file in; raises what the upload page would say."""
        raw = content.encode() if isinstance(content, str) else content
        kept = keep(self.cast.acme, raw, name)
        return files.accept_upload(workspace=self.cast.acme, upload=kept, kind=kind)

    def start(self, upload: store.Upload, *, allow_rejects: bool = False, **chosen: Any) -> SyncRun:
        """Settle the choices (ours, with `chosen` put over them) and ask for the import."""
        with inside(self.cast.acme), acting_as(Actor("user", self.cast.alice.pk)):
            source, choices = files.suggest_source(upload=upload)
            settled = files.settle_choices(upload=upload, choices=replace(choices, **chosen))
            return files.start_import(
                upload=settled,
                header=tuple(settled.choices["header"]),
                wanted=files.FileImport(
                    source.pk if source else None, "Spend sheet", allow_rejects
                ),
            )

    def work(self, run: SyncRun) -> SyncRun:
        """Do the run's job as its worker would; the run as it then is."""
        token = uuid4()
        with inside(self.cast.acme):
            job = Job.objects.get(pk=str(run.job_id))
            Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_token=token)
        lease = Lease(self.cast.acme.pk, job.pk, token, 90, job.task, (), attempt=1, max_attempts=3)
        files.import_file(lease, UUID(job.args[0]), UUID(job.args[1]), "en")
        lease.end("done")
        with inside(self.cast.acme):
            return SyncRun.objects.select_related("source").get(pk=run.pk)

    def work_as_stale(self, run: SyncRun, job: Job) -> None:
        """A worker whose hold on the job was lost before it began to load."""
        lease = Lease(
            self.cast.acme.pk, job.pk, uuid4(), 90, job.task, (), attempt=1, max_attempts=3
        )
        files.import_file(lease, UUID(job.args[0]), UUID(job.args[1]), "en")

    def __call__(
        self,
        content: bytes | str,
        kind: Kind = Kind.PERFORMANCE,
        *,
        allow_rejects: bool = False,
        **chosen: Any,
    ) -> SyncRun:
        """Upload, settle, import."""
        upload = self.upload(content, kind)
        return self.work(self.start(upload, allow_rejects=allow_rejects, **chosen))


@pytest.fixture
def importer(cast: Cast) -> Importer:
    """Imports files for Acme."""
    return Importer(cast)


Outcome = Callable[[SyncRun], dict[str, Any]]


@pytest.fixture
def outcome() -> Outcome:
    """What a finished run notes about itself."""

    def note(run: SyncRun) -> dict[str, Any]:
        found: dict[str, Any] = run.source.options["files"][str(run.pk)]["outcome"]
        return found

    return note


def guessed(upload: store.Upload) -> Choices:
    """What the preview would show first."""
    return Choices.from_json(upload.choices)
