"""Writes everything of a workspace into one ZIP, streamed and sealed under the workspace's key.

The file: b"PXX1" | id of the data key, 16 bytes | salt, 32 bytes | sealed pieces.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.crypto import DecryptFailed, SealedWriter, active_key, load_key, stream_key, unsealed
from accounts.jobs import Lease
from accounts.models import Membership, Workspace, WorkspaceKey, WorkspaceLogo
from accounts.tenancy import Purpose, for_purpose, inside
from privacy.closing.mails import mail_owners
from privacy.closing.tables import LOGO, Table, as_csv, as_json_lines, tenant_models
from privacy.models import WorkspaceExport

KEPT = timedelta(days=14)
FOLDER = "exports"
_MAGIC = b"PXX1"
_PURPOSE = "px-export"
_DATA = WorkspaceKey.Purpose.DATA


def folder_of(workspace_id: UUID) -> Path:
    """Where exports lie: a folder of their own below the workspace's."""
    return Path(settings.PRIVATE_FILES_DIR) / str(workspace_id) / FOLDER


def path_of(export: WorkspaceExport) -> Path:
    """An export's sealed file."""
    return folder_of(export.workspace_id) / str(export.pk)


def write_export(lease: Lease, *, export_id: UUID) -> None:
    """Make an export ready; nothing when it is, or was taken back."""
    with lease.batch():
        export = WorkspaceExport.objects.filter(pk=export_id, ready_at=None, gone_at=None).first()
        workspace = Workspace.objects.get(pk=lease.workspace_id)
        key = active_key(lease.workspace_id, _DATA)
    if export is None:
        return
    path = path_of(export)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        salt = os.urandom(32)
        header = _MAGIC + key.id.bytes + salt
        stream.write(header)
        out = _Counted(SealedWriter(stream, stream_key(key.secret, salt, _PURPOSE)[0], header))
        done = _write_zip(lease, workspace, out)
        out.close()
        stream.flush()
        os.fsync(stream.fileno())
    with lease.batch():
        now = timezone.now()
        told = {"size": out.size, "sha256": out.digest.hexdigest(), **done}
        rows = WorkspaceExport.objects.filter(pk=export_id, gone_at=None)
        if not rows.update(ready_at=now, expires_at=now + KEPT, **told):
            draft.unlink()
            return
        draft.replace(path)
        mail_owners(workspace, "ready", until=now + KEPT)
        record("workspace.export_made", export, rows=done["rows"])


def read_export(export: WorkspaceExport) -> Iterator[bytes]:
    """The ZIP, piece by piece; raises DecryptFailed."""
    with path_of(export).open("rb") as stream:
        header = stream.read(len(_MAGIC) + 16 + 32)
        if header[:4] != _MAGIC:
            raise DecryptFailed("This is no export.")
        with inside(export.workspace_id):
            key = load_key(export.workspace_id, UUID(bytes=header[4:20]), _DATA)
        yield from unsealed(stream, stream_key(key.secret, header[20:], _PURPOSE)[0], header)


def forget_export(export: WorkspaceExport) -> None:
    """Delete its file; the row says that there was one."""
    path_of(export).unlink(missing_ok=True)
    WorkspaceExport.objects.filter(pk=export.pk).update(gone_at=timezone.now())


def _write_zip(lease: Lease, workspace: Workspace, out: "_Counted") -> dict[str, int]:
    tables, rows = [Table(model) for model in tenant_models()], 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "README.txt", [_readme(workspace).encode()])
        schema = {table.name: table.schema for table in tables}
        _put(archive, "schema.json", [orjson.dumps(schema, option=orjson.OPT_INDENT_2)])
        with lease.batch():
            _put(archive, "workspace.json", [orjson.dumps(_own_rows(workspace), default=str)])
        for table in tables:
            # All of it is given back, also what is stored of people who are restricted.
            with lease.batch(), for_purpose(Purpose.STORAGE):
                rows += _put_table(archive, table, workspace.pk)
        with lease.batch():
            logo = WorkspaceLogo.objects.first()
        if logo is not None:
            _put(archive, LOGO, [bytes(logo.image)])
        lease.keep()
        for path in _files(workspace.pk):
            with path.open("rb") as stream:
                _put(archive, f"files/{path.name}", iter(lambda: stream.read(1 << 20), b""))
    return {"tables": len(tables), "rows": rows}


def _put_table(archive: zipfile.ZipFile, table: Table, workspace_id: UUID) -> int:
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for row in table.rows(workspace_id):
            count += 1
            yield row

    _put(archive, f"json/{table.name}.jsonl", as_json_lines(counted()))
    if count:
        rows = table.rows(workspace_id)
        _put(archive, f"csv/{table.name}.csv", as_csv(rows, table.columns))
    return count


def erase_files(workspace_id: UUID) -> int:
    """Remove the workspace's folder with all that is in it; how many files."""
    root = folder_of(workspace_id).parent
    count = sum(1 for path in root.rglob("*") if path.is_file())
    shutil.rmtree(root, ignore_errors=True)
    return count


def _put(archive: zipfile.ZipFile, name: str, blocks: Any) -> None:
    with archive.open(name, "w", force_zip64=True) as entry:
        for block in blocks:
            entry.write(block)


def _own_rows(workspace: Workspace) -> dict[str, Any]:
    """What the control plane says of it: its settings and its members."""
    members = Membership.objects.filter(workspace=workspace).order_by("joined_at")
    columns = ("user__name", "user__email", "role", "joined_at")
    settings_of = (
        *("id", "slug", "name", "currency", "time_zone", "created_at"),
        *("language", "number_format", "week_start", "fiscal_year_starts"),
    )
    return {
        "workspace": {name: getattr(workspace, name) for name in settings_of},
        "members": list(members.values(*columns)),
    }


def _files(workspace_id: UUID) -> Iterator[Path]:
    root = folder_of(workspace_id).parent
    return (path for path in sorted(root.iterdir()) if path.is_file())


def _readme(workspace: Workspace) -> str:
    words = []
    for language in ("en", "da"):
        with translation.override(language):
            words.append(
                _(
                    "Everything that Proactivox kept for %(name)s. json holds every table, one "
                    "object a line; csv the same for spreadsheets; files what was uploaded; "
                    "schema.json says the columns of each table, and which are withheld and why. "
                    "What was sealed is opened here: keep this file safe."
                )
                % {"name": workspace.name}
            )
    return "\n\n".join(words) + "\n"


class _Counted:
    """What a ZIP is written to: sealed, counted, and digested on its way."""

    def __init__(self, sealed: SealedWriter) -> None:
        self._sealed = sealed
        self.size, self.digest = 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._sealed.write(bytes(data))

    def flush(self) -> None:
        """Nothing: pieces are of one size."""

    def close(self) -> None:
        self._sealed.close()
