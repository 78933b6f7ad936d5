"""What the ledger says is applied: noted with the erasure, replayed where it is missing."""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.crypto import KeyedHash
from accounts.crypto.rotation import rewrap_keys
from accounts.models import Job, JobState
from accounts.notify import Mail, queue_mail
from accounts.readings import email_key, known_numbers, numbers_of
from accounts.subjects import Subject
from accounts.tenancy import inside, new_id
from integrations.files.store import folder
from integrations.models import Company, Contact, Lead, Source, Suppression
from privacy.erasure.person import ledger_entry
from privacy.ledger import LedgerEntry, LedgerProblem, append, entries, head
from privacy.ledger.replaying import Residue, replay_erasures, settle_ledger
from privacy.ledger.state import ledger_trouble
from privacy.ledger.writing import entry_of, forget_contents, store
from privacy.models import AppliedErasure
from tests.cast import Cast
from tests.databases import FreshDatabase

NINA = "nina.nielsen@customer.example"
_LATER = timedelta(minutes=5)


@pytest.fixture
def source(cast: Cast) -> Source:
    """Acme's CRM with one contact, who is also a lead."""
    with inside(cast.acme):
        source = Source.objects.create(
            connector="salesforce", name="Salesforce", created_by=cast.alice
        )
        hashed = KeyedHash(cast.acme.pk, "email", purpose="suppression").of(NINA)
        for model, external_id in ((Contact, "003A"), (Lead, "00QA")):
            model.objects.create(
                source_id=source.pk,
                external_id=external_id,
                suppression_hash=hashed,
                row_hash=b"",
            )
    return source


def entry_by_id(source: Source) -> LedgerEntry:
    return LedgerEntry(external_ids={source.pk: ("003A",)})


def entry_by_hash(workspace_id: UUID) -> LedgerEntry:
    digest = KeyedHash(workspace_id, "email", purpose="suppression").of(NINA)
    return LedgerEntry(hashes={"email suppression": (digest,)})


def as_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time has passed since the entries were appended; what is missing does not commit any more."""
    now = timezone.now() + _LATER
    monkeypatch.setattr("privacy.ledger.state.timezone.now", lambda: now)


def append_without_commit(workspace_id: UUID, entry: LedgerEntry) -> None:
    """What a database looks like whose erasure was lost: in the ledger, and not in it."""
    with transaction.atomic():
        append(workspace_id=workspace_id, entry=entry)
        transaction.set_rollback(True)


def people(cast: Cast) -> int:
    with inside(cast.acme):
        return Contact.objects.count() + Lead.objects.count()


def test_an_entry_says_what_it_was_told_and_no_address(cast: Cast, source: Source) -> None:
    """Statement 48: ids, hashes, workspace, number and moment; sealed."""
    user_id = uuid4()
    told = LedgerEntry(
        external_ids={source.pk: ("003A", "00QA")}, hashes={"h": (b"\1\2",)}, user_id=user_id
    )
    assert append(workspace_id=cast.acme.pk, entry=told) == head() == 1
    (found,) = entries()
    assert (found.external_ids, found.hashes, found.user_id) == (
        {source.pk: ("003A", "00QA")},
        {"h": (b"\1\2",)},
        user_id,
    )
    assert (found.workspace_id, found.sequence) == (cast.acme.pk, 1)
    assert found.at is not None
    files = [path.read_bytes() for path in store().folder.rglob("*") if path.is_file()]
    assert not any(b"003A" in one or str(cast.acme.pk).encode() in one for one in files)
    assert list(entries(after=1)) == []


def test_what_commits_is_applied_and_what_may_yet_commit_is_waited_for(cast: Cast) -> None:
    """Statement 48: a running erasure makes nothing red."""
    append(workspace_id=cast.acme.pk, entry=LedgerEntry())
    assert ledger_trouble() == ""
    append_without_commit(cast.acme.pk, LedgerEntry())
    assert ledger_trouble() == ""


@pytest.mark.parametrize("by_hash", [False, True])
def test_a_person_who_came_back_is_erased_by_a_replay(
    cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch, by_hash: bool
) -> None:
    """Statement 48: red until replayed, then gone and kept away."""
    entry = entry_by_hash(cast.acme.pk) if by_hash else entry_by_id(source)
    append_without_commit(cast.acme.pk, entry)
    as_restored(monkeypatch)
    assert "lacks 1 of the ledger's erasures, from number 1 on" in (ledger_trouble())
    before = people(cast)
    assert replay_erasures() == 1
    assert ledger_trouble() == ""
    assert before == 2
    assert people(cast) == (0 if by_hash else 1)
    with inside(cast.acme):
        assert Suppression.objects.filter(external_id="003A").exists()
    assert replay_erasures() == 0


TELLING = "003TELLING00000001"


def test_a_replay_is_followed_by_the_search_and_red_while_anybody_is_left(
    cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements 46, 48: what no module erases is named; until it is gone, nothing is applied."""
    with inside(cast.acme):
        Company.objects.create(
            source_id=source.pk, external_id="001A", name=f"See {TELLING}", row_hash=b""
        )
    append_without_commit(cast.acme.pk, entry_by_hash(cast.acme.pk))
    append_without_commit(cast.acme.pk, LedgerEntry(external_ids={source.pk: (TELLING,)}))
    as_restored(monkeypatch)
    with pytest.raises(Residue, match=r"\(number 2: 1 in integrations\.company\)"):
        replay_erasures()
    assert people(cast) == 0
    assert "lacks 1 of the ledger's erasures, from number 2 on" in ledger_trouble()
    with inside(cast.acme):
        Company.objects.update(name="Acme Customer Ltd")
    assert (replay_erasures(), ledger_trouble()) == (1, "")


def test_files_and_mails_that_a_backup_brought_back_are_told_by_the_hash_of_their_address(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    """Statement 48: the ledger knows no address, and finds it where it stands in plain."""
    settings.PRIVATE_FILES_DIR = str(tmp_path)
    for name, address in (("hers", NINA.upper()), ("his", "bob@acme.example")):
        (folder(cast.acme.pk) / f"{name}.csv").write_bytes(f'1;"{address}";x'.encode("utf-16-le"))
    with inside(cast.acme):
        for address in (NINA, "bob@acme.example"):
            queue_mail(Mail(to=address, subject="s", text="t"))
        Job.objects.filter(task="accounts.tasks.send_mail").update(state=JobState.DEAD)
    append_without_commit(cast.acme.pk, entry_by_hash(cast.acme.pk))
    as_restored(monkeypatch)
    assert replay_erasures() == 1
    assert [path.stem for path in folder(cast.acme.pk).iterdir()] == ["his"]
    with inside(cast.acme):
        assert Job.objects.filter(task="accounts.tasks.send_mail").count() == 1


def test_lines_of_the_logs_that_a_backup_brought_back_are_nobodys_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements 48, 58: what leads from the address to its lines goes with the replay, too."""
    with inside(cast.acme):
        numbers_of([email_key(NINA), email_key("bob@acme.example")])
        entry = ledger_entry(Subject(emails=(NINA,)))
    append_without_commit(cast.acme.pk, entry)
    as_restored(monkeypatch)
    assert replay_erasures() == 1
    with inside(cast.acme):
        assert not known_numbers([email_key(NINA)])
        assert known_numbers([email_key("bob@acme.example")])


def test_a_workspace_that_is_not_there_is_passed_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 48: what is younger than the backup holds nobody."""
    append_without_commit(new_id(), LedgerEntry())
    as_restored(monkeypatch)
    assert replay_erasures() == 1
    assert ledger_trouble() == ""


def test_an_erasure_of_acme_touches_nothing_of_rival(
    cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 51: the same ids in Rival's own source stay."""
    with inside(cast.rival):
        own = Source.objects.create(connector="salesforce", name="CRM", created_by=cast.charlie)
        Contact.objects.create(source_id=own.pk, external_id="003A", row_hash=b"")
    append_without_commit(cast.acme.pk, entry_by_id(source))
    as_restored(monkeypatch)
    replay_erasures()
    with inside(cast.rival):
        assert Contact.objects.count() == 1
        assert Suppression.objects.count() == 0


def test_the_hourly_walk_mends_what_failed_and_not_what_was_restored(
    cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 48: only a hole below what is applied is a transaction that failed."""
    append_without_commit(cast.acme.pk, entry_by_id(source))
    as_restored(monkeypatch)
    assert settle_ledger() == 0
    append(workspace_id=cast.acme.pk, entry=LedgerEntry())
    append_without_commit(cast.acme.pk, LedgerEntry())
    assert settle_ledger() == 1
    assert people(cast) == 1
    assert "from number 3 on" in ledger_trouble()


def test_ready_says_why_it_is_not(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Statement 48: behind, broken or out of reach, each by its own words."""
    assert ledger_trouble() == ""
    append_without_commit(cast.acme.pk, LedgerEntry())
    as_restored(monkeypatch)
    assert "replay_erasures" in client.get("/readyz").json()["erasures"]
    content = store().folder / "content" / "000000000001"
    content.rename(content.with_name("elsewhere"))
    assert ledger_trouble() == "Entry 1 of the erasure ledger lacks its content."
    (store().folder / "chain").write_text("nonsense\n")
    assert "is broken" in ledger_trouble()
    settings.LEDGER_DIR = "/proc/nowhere/ledger"
    assert "not within reach" in ledger_trouble()


def test_a_removed_content_leaves_a_chain_that_holds(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 56: the entries of a workspace that is gone say nothing any more."""
    append(workspace_id=cast.acme.pk, entry=LedgerEntry())
    append(workspace_id=cast.rival.pk, entry=LedgerEntry())
    forget_contents((1,))
    assert [entry.workspace_id for entry in entries()] == [cast.rival.pk]
    assert ledger_trouble() == ""
    append(workspace_id=cast.rival.pk, entry=LedgerEntry())
    assert head() == 3


def test_a_changed_entry_is_refused(cast: Cast) -> None:
    """Statement 48: content that is not what was appended is not replayed."""
    append(workspace_id=cast.acme.pk, entry=LedgerEntry())
    append(workspace_id=cast.rival.pk, entry=LedgerEntry())
    from privacy.ledger.sealing import seal, unseal

    other = unseal(store().content(2), 2)
    store().replace(1, seal(other, 1))
    with pytest.raises(LedgerProblem, match="is not what it was"):
        list(entries())


def test_a_rotated_ring_seals_the_ledger_too(cast: Cast, settings: Settings) -> None:
    """Statement 48: an old key can leave the ring without the ledger becoming unreadable."""
    append(workspace_id=cast.acme.pk, entry=LedgerEntry())
    settings.DATA_KEYS = {**settings.DATA_KEYS, "newer": os.urandom(32)}
    settings.DATA_KEY_PRIMARY = "newer"
    rewrap_keys()
    settings.DATA_KEYS = {"newer": settings.DATA_KEYS["newer"]}
    assert entry_of(store().links()[0]) is not None


@pytest.mark.parametrize(
    "statement",
    ["UPDATE privacy_appliederasure SET hash = ''", "DELETE FROM privacy_appliederasure"],
)
def test_the_application_changes_no_note(cast: Cast, statement: str) -> None:
    """Statement 48: who serves cannot say that something was applied less or otherwise."""
    append(workspace_id=cast.acme.pk, entry=LedgerEntry())
    assert AppliedErasure.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_command_replays_and_checks(fresh_database: FreshDatabase, settings: Settings) -> None:
    """Statement 48: what whoever restores types."""
    append_without_commit(new_id(), LedgerEntry())
    said = StringIO()
    call_command("replay_erasures", check=True, stdout=said)
    assert "holds to number 1; 1 entries open" in said.getvalue()
    (store().folder / "content" / "000000000001").write_bytes(b"nothing")
    with pytest.raises(CommandError, match="no entry of the ledger"):
        call_command("replay_erasures", check=True)
