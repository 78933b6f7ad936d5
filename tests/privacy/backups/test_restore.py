"""Backup and restore of a real database by PostgreSQL's own programs."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.audit import damages, record
from accounts.crypto import KeyedHash
from accounts.tenancy import inside
from integrations.models import Contact, Source, Suppression
from privacy.erasure.local import erase_here
from privacy.ledger import LedgerEntry, append
from privacy.ledger.replaying import subject_of
from proactivox.embedded.cluster import OPS_URL
from tests.architecture.guard import breaches
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.server_addresses import run_cluster

NINA = "nina.nielsen@customer.example"


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    return make_cast()


@pytest.fixture
def shelf(
    fresh_database: FreshDatabase,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Where backups go, with the address of the role that makes them."""
    monkeypatch.setenv(OPS_URL, run_cluster().ops_url(fresh_database.name))
    settings.BACKUP_DIR = str(tmp_path / "backups")
    settings.PRIVATE_FILES_DIR = str(tmp_path / "uploads")
    return tmp_path / "backups"


def back_up(shelf: Path) -> Path:
    call_command("backup", stdout=StringIO())
    return max(shelf.iterdir())


def restored(*words: str) -> str:
    said = StringIO()
    call_command("restore", *words, stdout=said)
    return said.getvalue()


def add_contact(cast: Cast, source_id: UUID | None = None) -> UUID:
    with inside(cast.acme):
        if source_id is None:
            source = Source.objects.create(connector="salesforce", name="S", created_by=cast.alice)
            source_id = source.pk
        hashed = KeyedHash(cast.acme.pk, "email", purpose="suppression").of(NINA)
        Contact.objects.create(
            source_id=source_id, external_id="003A", suppression_hash=hashed, row_hash=b""
        )
    return source_id


def contacts(cast: Cast) -> int:
    with inside(cast.acme):
        return Contact.objects.count()


def erase(cast: Cast, source_id: UUID) -> None:
    """What an erasure does in the database and in the ledger, in one transaction."""
    entry = LedgerEntry(external_ids={source_id: ("003A",)}, workspace_id=cast.acme.pk)
    with inside(cast.acme):
        erase_here(subject_of(entry))
        append(workspace_id=cast.acme.pk, entry=entry)


@pytest.fixture
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each erasure were some minutes old."""
    monkeypatch.setattr("privacy.ledger.state._COMMITTING", timedelta(0))


@pytest.mark.torture
def test_the_erased_stay_erased_when_a_backup_is_restored(
    cast: Cast, shelf: Path, client: Client, without_waiting: None
) -> None:
    """Statements 47 and 48: backup, erase, restore: red; replay: gone, and kept away."""
    source_id = add_contact(cast)
    backup = back_up(shelf)
    erase(cast, source_id)
    assert contacts(cast) == 0
    assert client.get("/readyz").json()["erasures"] == "ok"

    assert "replay_erasures" in restored(str(backup), "--replace")
    assert contacts(cast) == 1
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "lacks 1 of the ledger's erasures" in answer.json()["erasures"]

    call_command("replay_erasures", stdout=StringIO())
    assert contacts(cast) == 0
    assert client.get("/readyz").json()["erasures"] == "ok"
    with inside(cast.acme):
        assert Suppression.objects.filter(external_id="003A").exists()


@pytest.mark.torture
def test_an_erasure_of_the_last_minutes_is_missed_too(
    cast: Cast, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 48: the restore ends only when nothing can be taken for one that commits."""
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        monkeypatch.setattr("privacy.ledger.state._COMMITTING", timedelta(0))

    monkeypatch.setattr("proactivox.management.commands.restore.time.sleep", wait)
    source_id = add_contact(cast)
    backup = back_up(shelf)
    erase(cast, source_id)
    assert "lacks 1 of the ledger's erasures" in restored(str(backup), "--replace")
    (seconds,) = waited
    assert 60 < seconds <= 120


def test_rights_policies_and_chains_come_back(
    cast: Cast, shelf: Path, fresh_database: FreshDatabase
) -> None:
    """Statements 48 and 51: after a restore Rival sees nothing of Acme, whatever it asks."""
    add_contact(cast)
    with inside(cast.acme):
        record("test.mark", "before")
    restored(str(back_up(shelf)), "--replace")
    with psycopg.connect(fresh_database.urls["DATABASE_OWNER_URL"]) as owner:
        assert breaches(owner) == []
    with psycopg.connect(fresh_database.urls["DATABASE_URL"]) as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no workspace is entered"):
            app.execute("SELECT count(*) FROM integrations_contact")
        app.rollback()
        app.execute(f"SET LOCAL app.workspace_id = '{cast.rival.pk}'")
        assert app.execute("SELECT count(*) FROM integrations_contact").fetchone() == (0,)
    with inside(cast.acme):
        assert damages() == []
        record("test.mark", "after")
        assert damages() == []
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('proactivox_app', 'app', 'USAGE')")
        assert cursor.fetchone() == (True,)
        # What later migrations make is granted as before.
        cursor.execute("CREATE TABLE made_later (x int)")
        cursor.execute("SELECT has_table_privilege('proactivox_app', 'made_later', 'SELECT')")
        assert cursor.fetchone() == (True,)


@pytest.mark.torture
def test_files_come_back_and_younger_ones_go(cast: Cast, shelf: Path, settings: Settings) -> None:
    """Statement 48: the private files are of the same moment as the database."""
    place = Path(settings.PRIVATE_FILES_DIR) / str(cast.acme.pk)
    place.mkdir(parents=True)
    (place / "a.csv").write_bytes(b"cells" * 100_000)
    backup = back_up(shelf)
    (place / "a.csv").write_bytes(b"other")
    (place / "younger.csv").write_bytes(b"cells")
    restored(str(backup), "--replace")
    assert (place / "a.csv").read_bytes() == b"cells" * 100_000
    assert [path.name for path in place.iterdir()] == ["a.csv"]
    assert [path.name for path in place.parent.iterdir()] == [str(cast.acme.pk)]
    assert backup.stat().st_mode & 0o077 == 0


def test_a_database_with_data_is_not_written_over_by_accident(cast: Cast, shelf: Path) -> None:
    """Statement 48: --replace is asked for."""
    backup = back_up(shelf)
    with pytest.raises(CommandError, match="not empty"):
        restored(str(backup))
    assert "It is whole" in restored(str(backup), "--check")


@pytest.mark.torture
def test_what_fails_leaves_everything_as_it_was(
    cast: Cast, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 48: the old data stays until the new is whole."""
    backup = back_up(shelf)
    add_contact(cast)
    altered = backup.with_name("altered.pxb")
    blob = bytearray(backup.read_bytes())
    blob[-100] ^= 1
    altered.write_bytes(blob)
    with pytest.raises(CommandError, match=r"cannot be used\. It was altered\. Take another one"):
        restored(str(altered), "--replace")
    assert contacts(cast) == 1
    monkeypatch.setattr("privacy.backups.restoring._CLEAN", "SELECT 1")
    with pytest.raises(CommandError, match=r"psql failed: .*already exists"):
        restored(str(backup), "--replace")
    assert contacts(cast) == 1


@pytest.mark.torture
def test_a_product_that_runs_is_not_restored_under(
    cast: Cast, shelf: Path, fresh_database: FreshDatabase
) -> None:
    """Statement 48: workers would go on with what they know."""
    backup = back_up(shelf)
    with (
        psycopg.connect(fresh_database.urls["DATABASE_URL"]),
        pytest.raises(CommandError, match="product is connected"),
    ):
        restored(str(backup), "--replace")


def test_a_backup_that_fails_leaves_no_file(
    cast: Cast, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 48: no half backup is ever taken for one."""
    monkeypatch.setenv(OPS_URL, run_cluster().postgres.url("proactivox_dispatch", "postgres"))
    add = run_cluster().ops_url("no_such_database")
    monkeypatch.setenv(OPS_URL, add)
    with pytest.raises(CommandError, match=r"pg_dump failed: .*no_such_database"):
        call_command("backup", stdout=StringIO())
    assert list(shelf.iterdir()) == []
    monkeypatch.delenv(OPS_URL)
    with pytest.raises(CommandError, match="DATABASE_OPS_URL is not set"):
        call_command("backup")


def test_the_list_says_until_when(cast: Cast, shelf: Path) -> None:
    """Statement 48: what is kept and how long."""
    back_up(shelf)
    said = StringIO()
    call_command("backups", prune=True, stdout=said)
    assert f"made {timezone.now():%Y-%m-%d}" in said.getvalue()
    assert "erasures applied to 0 of 0" in said.getvalue()
