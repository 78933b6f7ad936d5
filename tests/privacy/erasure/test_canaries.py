"""People with unguessable tokens in every store: found everywhere before, nowhere afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from accounts.models import Job, User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.notify import Mail, queue_mail
from accounts.tenancy import inside
from integrations.files import store
from integrations.models import MergedRecord, Source
from privacy.erasure.person import HASHES
from privacy.erasure.searching import needles_of, search_here
from privacy.erasure.services import begin_erasure
from privacy.models import DataSubjectRequest, Erasure, ErasureItem, Kind
from privacy.requests.intake import send_form
from proactivox.embedded.binaries import postgres_program
from proactivox.embedded.postgres import SUPERUSER
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.privacy.erasure.people import Person, asked, crm, somebody, work
from tests.server_addresses import run_cluster

# What a record of the erasure, or of the request, may go on saying of whom, each with its ground.
RETAINED = {"integrations_suppression"}


def dumped(database: str) -> str:
    """A full dump of what is in the database."""
    url = run_cluster().postgres.url(SUPERUSER, database)
    program = [str(postgres_program("pg_dump")), "--data-only", "--dbname", url]
    return subprocess.run(program, check=True, capture_output=True, text=True).stdout


def tables_with(words: tuple[str, ...], text: str) -> set[str]:
    """The tables of a dump in which one of these words is."""
    found, table = set(), ""
    for line in text.splitlines():
        if line.startswith("COPY "):
            table = line.split()[1].removeprefix("public.")
        elif any(word in line.lower() for word in words):
            found.add(table)
    return found


def words_of(person: Person) -> tuple[str, ...]:
    """The token, and every keyed hash of the address as a dump writes it."""
    from accounts.crypto import all_hashes
    from accounts.tenancy import require_workspace_id

    hashes = [
        digest.hex()
        for column, purpose in HASHES.values()
        for digest in all_hashes(require_workspace_id(), column, person.email, purpose=purpose)
    ]
    return (person.token, *hashes)


def plant_everywhere(acme: Workspace, source: Source, person: Person) -> DataSubjectRequest:
    """Besides the CRM: a merge, a request, a form nobody confirmed, mails, a file, the cache."""
    request = asked(acme, person.email)
    with inside(acme):
        MergedRecord.objects.create(
            source=source,
            kind="Lead",
            external_id=f"00Qold{person.token}",
            winner_external_id=person.lead,
            last_external_id=person.lead,
        )
        send_form(kind=Kind.ACCESS, email=person.email, text="", is_uk=False)
        queue_mail(Mail(person.email, "Hello", person.token))
        Job.objects.filter(queue="mail").update(state="dead")
        _upload_id, stream = store.create_file(acme.pk)
        with stream:
            stream.write(f"name,amount\n{person.email.upper()},1\n".encode())
    cache.set(f"seen:{person.email}", "1")
    return request


@pytest.fixture
def acme(fresh_database: FreshDatabase, tmp_path: Path, settings: Any) -> Iterator[Cast]:
    """The cast in a database of the test's own, with real commits and a folder of its own."""
    settings.PRIVATE_FILES_DIR = str(tmp_path)
    settings.LEDGER_DIR = str(tmp_path / "ledger")
    yield make_cast()
    connection.close()


def test_one_of_two_is_gone_from_everything_that_can_be_dumped_or_opened(
    acme: Cast, fresh_database: FreshDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    """Statements 44 to 46: the same search finds both before, and then only the one who stays."""
    dora, emil = somebody(), somebody()
    source = crm(acme.acme, dora, emil)
    requests = {one: plant_everywhere(acme.acme, source, one) for one in (dora, emil)}
    from accounts.subjects import Subject

    def found(person: Person, dump: str) -> dict[str, Any]:
        ids = {source.pk: (person.lead, person.contact, f"00Qold{person.token}")}
        with inside(acme.acme):
            opened = search_here(needles_of(Subject((person.email,), external_ids=ids)))
            words = words_of(person)
        return {"dump": tables_with(words, dump), "opened": +opened.residue}

    dump = dumped(fresh_database.name)
    before = {one: found(one, dump) for one in (dora, emil)}
    for one in before.values():
        assert {"integrations_lead", "integrations_mergedrecord"} <= one["dump"]
        assert {"files", "cache", "accounts.job"} <= set(one["opened"])
        assert one["opened"]["integrations.personfield"] >= 1
        assert one["opened"]["privacy.datasubjectrequest"] >= 2
    with inside(acme.acme):
        begin_erasure(request_id=requests[dora].pk, ids={})
    assert work(acme.acme.pk) == "done"
    with inside(acme.acme):
        assert Erasure.objects.get().finished_at is not None
        kept = set(ErasureItem.objects.filter(state="retained").values_list("name", flat=True))
    dump = dumped(fresh_database.name)
    after = found(dora, dump)
    # Of the request its own sealed words and keyed hash stay, with their ground.
    assert after["dump"] <= RETAINED | {"privacy_datasubjectrequest"}
    assert set(after["opened"]) <= kept
    left = found(emil, dump)
    assert left["dump"] >= before[emil]["dump"] - {"privacy_erasure"}
    assert left["opened"]["files"] == 1
    assert dora.token not in caplog.text


@pytest.mark.django_db
def test_a_user_of_ours_is_erased_by_the_same_run(cast: Cast, clean_cache: None) -> None:
    """Statements 44, 46: as controller the house erases log-in and memberships, in every room."""
    with inside(cast.acme):
        queue_mail(Mail(cast.bob.email, "Hello", "Bob"))
        Job.objects.filter(queue="mail").update(state="dead")
    house = Workspace.objects.get(pk=HOUSE_ID)
    request = asked(house, cast.bob.email)
    with inside(house):
        begin_erasure(request_id=request.pk, ids={})
    assert work(HOUSE_ID) == "done"
    assert not User.objects.filter(email="bob@acme.example").exists()
    with inside(house):
        erasure = Erasure.objects.get()
        items = {(one.name, one.state) for one in ErasureItem.objects.all()}
        assert ("accounts.user", "erased") in items
        assert ("accounts.membership", "erased") in items
        failed = ErasureItem.objects.filter(state="failed")
        assert erasure.finished_at is not None, [(one.name, one.why) for one in failed]


@pytest.mark.torture
@pytest.mark.django_db
def test_the_only_owner_is_retained_with_the_ground(cast: Cast, clean_cache: None) -> None:
    """Statement 44: a login that a workspace hangs on stays, and it is said why."""
    house = Workspace.objects.get(pk=HOUSE_ID)
    request = asked(house, cast.charlie.email)
    with inside(house):
        begin_erasure(request_id=request.pk, ids={})
    work(HOUSE_ID)
    with inside(house):
        kept = ErasureItem.objects.get(name="accounts.user", state="retained")
    assert "hand it over" in kept.ground
    assert User.objects.filter(email=cast.charlie.email).exists()
