"""The end of a contract: everything is given back, then all of it is gone, and only then."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connections
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.audit import record
from accounts.crypto import forget_keys
from accounts.models import (
    AuditEvent,
    Closure,
    Job,
    Membership,
    Workspace,
    WorkspaceKey,
    WorkspaceLogo,
)
from accounts.models.workspace import HOUSE_ID
from accounts.readings import note_reading, record_key
from accounts.services.logos import change_logo
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.models import Contact, Source
from integrations.services.sweeps import disconnect_closed
from privacy import manifest
from privacy.certificates import verify
from privacy.closing.asking import ask_closing, cancel_closing
from privacy.closing.exporting import folder_of, read_export
from privacy.closing.sweeps import erase_closed_workspaces, forget_exports
from privacy.ledger import LedgerEntry, append, entries
from privacy.ledger.replaying import replay_erasures
from privacy.ledger.state import ledger_trouble
from privacy.models import ClosureCertificate, WorkspaceExport
from proactivox.embedded.binaries import postgres_program
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.privacy.erasure.people import asked, crm, somebody, work
from tests.server_addresses import run_cluster

CANARY = "Canary Acme zqx81"


@pytest.fixture
def cast(fresh_database: FreshDatabase, settings: Settings, tmp_path: Path) -> Cast:
    """Two workspaces with a CRM, a file, a request, a log of readings, a cached key, a ledger."""
    settings.PRIVATE_FILES_DIR = str(tmp_path / "uploads")
    # The house has one id in every test's database, and another key in each.
    forget_keys()
    cast = make_cast()
    for workspace in (cast.acme, cast.rival):
        furnish(workspace)
    return cast


def furnish(workspace: Workspace) -> None:
    person = somebody()
    source = crm(workspace, person)
    Workspace.objects.filter(pk=workspace.pk).update(name=f"{CANARY} {workspace.slug}")
    asked(workspace, person.email)
    with inside(workspace):
        Source.objects.update(disconnected_at=None)
        purpose = "answer what people ask about their own data"
        note_reading(
            subject_key=record_key(source.pk, person.lead),
            purpose=purpose,
            fields=["integrations.personfield.sealed"],
            place="test",
        )
        record("test.mark", CANARY)
        append(workspace_id=workspace.pk, entry=LedgerEntry())
    place = folder_of(workspace.pk).parent
    place.mkdir(parents=True)
    (place / "upload.csv").write_text(CANARY)
    cache.set(f"of:{workspace.pk}", CANARY)


def close(cast: Cast) -> None:
    with inside(cast.acme):
        ask_closing(workspace=cast.acme, by=cast.alice)
    assert work(cast.acme.pk, "export_workspace") == "done"


def let_the_day_come(workspace_id: UUID) -> None:
    """Only the owner of the table can: the application is refused."""
    with connections["owner"].cursor() as cursor:
        statement = "UPDATE accounts_closure SET erase_after = now() WHERE workspace_id = %s"
        cursor.execute(statement, [workspace_id])


def end_access(workspace_id: UUID) -> None:
    """What the clock and a worker do before the workspace is erased."""
    assert disconnect_closed() == 1
    assert erase_closed_workspaces() == 0
    assert work(workspace_id, "revoke_credential") == "done"


def opened(workspace: Workspace) -> dict[str, bytes]:
    with inside(workspace):
        export = WorkspaceExport.objects.get()
    archive = zipfile.ZipFile(io.BytesIO(b"".join(read_export(export))))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(file, "PNG")
    return file.getvalue()


def lines(blob: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in blob.splitlines()]


def dumped(database: FreshDatabase) -> str:
    url = run_cluster().ops_url(database.name)
    dump = [str(postgres_program("pg_dump")), "--dbname", url]
    return subprocess.run(dump, capture_output=True, check=True, text=True).stdout


def counts(workspace: Workspace) -> tuple[int, int]:
    with inside(workspace):
        return Contact.objects.count(), AuditEvent.objects.count()


def test_everything_is_given_back(cast: Cast) -> None:
    """Statement 56: every tenant table, opted-in fields readable, secrets withheld, files too."""
    with inside(cast.acme):
        change_logo(workspace=cast.acme, content=picture())
        logo = bytes(WorkspaceLogo.objects.get().image)
    close(cast)
    found = opened(cast.acme)
    assert found["logo.png"] == logo
    schema = orjson.loads(found["schema.json"])
    tables = {name for name in manifest.classifications() if f"json/{name}.jsonl" in found}
    assert tables == set(schema)
    assert {"integrations.contact", "accounts.auditevent", "privacy.requestevent"} <= tables
    (field,) = lines(found["json/integrations.personfield.jsonl"])
    assert field["sealed"].startswith("Name zq")
    assert field["sealed"] in found["csv/integrations.personfield.csv"].decode()
    assert set(schema["integrations.credential"]["withheld"]) == {"access_token", "refresh_token"}
    assert "key_hash" in schema["accounts.apikey"]["withheld"]
    assert found["files/upload.csv"] == CANARY.encode()
    members = orjson.loads(found["workspace.json"])["members"]
    assert {one["user__email"] for one in members} == {"alice@acme.example", "bob@acme.example"}
    everything = b"".join(found.values())
    assert str(cast.rival.pk).encode() not in everything
    assert b"charlie" not in everything


def test_the_file_is_sealed_and_goes_when_somebody_in_it_is_erased(cast: Cast) -> None:
    """Statements 38, 46, 56: nobody reads it on the disk; an erasure takes it along."""
    close(cast)
    (path,) = folder_of(cast.acme.pk).iterdir()
    assert CANARY.encode() not in path.read_bytes()
    assert b"PK" not in path.read_bytes()[:60]
    assert path.stat().st_mode & 0o077 == 0
    with inside(cast.acme):
        for _name, module in manifest.modules():
            module.erase(Subject(emails=("nobody@customer.example",)))
        assert WorkspaceExport.objects.get().gone_at is not None
    assert not path.exists()


def test_all_of_it_is_gone_and_nothing_of_rival(cast: Cast, fresh_database: FreshDatabase) -> None:
    """Statement 56: not in any table, file, key of the cache or entry of the ledger."""
    close(cast)
    before, rivals = dumped(fresh_database), counts(cast.rival)
    assert before.count(str(cast.acme.pk)) > 50
    assert f"{CANARY} acme" in before
    let_the_day_come(cast.acme.pk)
    end_access(cast.acme.pk)
    assert erase_closed_workspaces() == 1

    after = dumped(fresh_database)
    assert f"{CANARY} acme" not in after
    assert f"{CANARY} rival" in after
    naming = {
        block.split(" ", 1)[0]
        for block in after.split("COPY public.")[1:]
        if str(cast.acme.pk) in block.split("\n\\.\n")[0]
    }
    # The proof itself, and that the keys are destroyed.
    assert naming == {"accounts_workspacekey", "privacy_closurecertificate"}
    keys = WorkspaceKey.objects.filter(workspace_ref=cast.acme.pk)
    assert {(key.state, key.wrapped) for key in keys} == {("shredded", None)}
    assert not folder_of(cast.acme.pk).parent.exists()
    assert cache.get(f"of:{cast.acme.pk}") is None
    assert counts(cast.rival) == rivals
    assert cache.get(f"of:{cast.rival.pk}") == CANARY
    assert [one.workspace_id for one in entries() if one.kind == "person"] == [cast.rival.pk]
    assert ledger_trouble() == ""
    assert erase_closed_workspaces() == 0


def test_the_proof_is_signed_and_sent(cast: Cast) -> None:
    """Statement 56: counts per table, until when backups live, to the owners alone."""
    close(cast)
    let_the_day_come(cast.acme.pk)
    end_access(cast.acme.pk)
    erase_closed_workspaces()
    certificate = ClosureCertificate.objects.get()
    assert certificate.document is not None
    assert verify(certificate.document).is_genuine
    said = certificate.document["content"]
    assert said["rows"]["integrations.contact"] == 1
    assert said["rows"]["accounts.membership"] == 2
    assert said["files"] == 2
    assert certificate.told is None
    days = certificate.backups_gone_by - certificate.erased_at
    assert days >= timedelta(days=30)
    deliver_mail()
    (sent,) = mail.outbox
    assert sent.to == ["alice@acme.example"]
    assert f"{CANARY} acme is gone" in sent.subject
    assert certificate.document["signature"] in sent.body


def test_nothing_is_erased_before_the_day_or_by_anything_else(
    cast: Cast, fresh_database: FreshDatabase
) -> None:
    """Statement 56: neither the sweep, nor the application by hand, nor the owner of the tables."""
    close(cast)
    assert erase_closed_workspaces() == 0
    attempts = {
        "proactivox_app": [
            "SELECT * FROM app.erase_closed('{acme}')",
            "SET LOCAL app.closing = '{acme}'; DELETE FROM accounts_auditevent",
            "UPDATE accounts_closure SET erase_after = now()",
            "INSERT INTO accounts_closure VALUES (now(), now(), NULL, '{rival}')",
        ],
        "proactivox_migrate": [
            "SET row_security = off; DELETE FROM accounts_auditevent",
            "SET LOCAL app.closing = '{acme}'; UPDATE accounts_auditevent SET seq = 1 / 0",
        ],
    }
    for role, statements in attempts.items():
        url = run_cluster().postgres.url(role, fresh_database.name)
        for statement in statements:
            with psycopg.connect(url) as connection:
                connection.execute(f"SET LOCAL app.workspace_id = '{cast.acme.pk}'")
                with pytest.raises(psycopg.Error):
                    connection.execute(
                        statement.format(acme=cast.acme.pk, rival=cast.rival.pk).encode()
                    )
    assert counts(cast.acme)[0] == 1


def test_a_due_workspace_cannot_take_another_along(
    cast: Cast, fresh_database: FreshDatabase
) -> None:
    """Statements 51, 56: the function asks for the entered workspace and its own closure."""
    close(cast)
    let_the_day_come(cast.acme.pk)
    with psycopg.connect(fresh_database.urls["DATABASE_URL"]) as connection:
        connection.execute(f"SET LOCAL app.workspace_id = '{cast.acme.pk}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not to be erased"):
            connection.execute("SELECT * FROM app.erase_closed(%s)", [cast.rival.pk])


def test_it_waits_for_the_export_and_for_the_sources(cast: Cast) -> None:
    """Statement 56: returned first, then deleted."""
    with inside(cast.acme):
        ask_closing(workspace=cast.acme, by=cast.alice)
    let_the_day_come(cast.acme.pk)
    end_access(cast.acme.pk)
    assert erase_closed_workspaces() == 0
    assert work(cast.acme.pk, "export_workspace") == "done"
    assert erase_closed_workspaces() == 1


@pytest.mark.torture
def test_what_is_taken_back_stays(cast: Cast) -> None:
    """Statement 56: within the agreed days."""
    close(cast)
    with inside(cast.acme):
        cancel_closing(workspace=cast.acme)
    assert not Closure.objects.exists()
    assert erase_closed_workspaces() == 0
    assert counts(cast.acme)[0] == 1


@pytest.mark.torture
def test_a_crash_after_the_commit_is_finished_the_next_night(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 56: files, ledger and proof follow, and the owner is written to once."""
    close(cast)
    let_the_day_come(cast.acme.pk)
    end_access(cast.acme.pk)

    def crash(workspace_id: UUID) -> int:
        raise OSError("disk")

    with monkeypatch.context() as patched:
        patched.setattr("privacy.closing.erasing.erase_files", crash)
        assert erase_closed_workspaces() == 0
    assert not Workspace.objects.filter(pk=cast.acme.pk).exists()
    assert folder_of(cast.acme.pk).parent.exists()
    assert erase_closed_workspaces() == 1
    assert not folder_of(cast.acme.pk).parent.exists()
    assert deliver_mail() == 1


def test_a_workspace_that_a_backup_brought_back_is_erased_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements 48, 56: the ledger says so, and nobody is written to again."""
    from privacy.ledger import Kind
    from privacy.ledger.writing import store

    entry = LedgerEntry(kind=Kind.WORKSPACE)
    from django.db import transaction

    with transaction.atomic():
        append(workspace_id=cast.acme.pk, entry=entry)
        transaction.set_rollback(True)
    assert len(store().links()) == 3
    monkeypatch.setattr("privacy.ledger.state._COMMITTING", timedelta(0))
    assert "replay_erasures" in ledger_trouble()
    assert replay_erasures() == 1
    assert not Workspace.objects.filter(pk=cast.acme.pk).exists()
    assert not Membership.objects.filter(workspace_id=cast.acme.pk).exists()
    assert ledger_trouble() == ""
    with inside(HOUSE_ID):
        assert not Job.objects.filter(queue="mail").exists()


@pytest.mark.torture
def test_exports_go_after_their_days(cast: Cast) -> None:
    """Statement 38: the link expires, and the file with it."""
    close(cast)
    with inside(cast.acme):
        WorkspaceExport.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert forget_exports() == 1
    assert list(folder_of(cast.acme.pk).iterdir()) == []
    assert forget_exports() == 0


def test_every_append_only_tenant_table_lets_a_closing_erase(
    fresh_database: FreshDatabase,
) -> None:
    """Statement 56: whichever app brings the next one."""
    query = """
        SELECT c.relname FROM pg_class c
        JOIN pg_policy tenant ON tenant.polrelid = c.oid AND tenant.polname = 'tenant'
        LEFT JOIN pg_policy closing ON closing.polrelid = c.oid AND closing.polname = 'closing'
        LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
            AND t.tgtype & 1 = 1 AND t.tgtype & 8 = 8 AND t.tgqual IS NULL
        WHERE closing.oid IS NULL OR t.oid IS NOT NULL
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(query)
        assert cursor.fetchall() == []
