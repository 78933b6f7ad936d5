"""What a customer instructs is stored by version; nothing is done for a purpose outside of it."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.errors import Refused
from accounts.instructions import (
    NotInstructed,
    instructions,
    is_instructed,
    register_agreement,
    require_instruction,
)
from accounts.instructions.standing import digest_of
from accounts.jobs import Lease
from accounts.models import AuditEvent, Instruction, Membership, Role
from accounts.services import workspaces
from accounts.tenancy import NoWorkspace, inside
from integrations.classifications import ASK_ACCESS, COUNT, SHOW_PEOPLE
from integrations.models import Source, SyncRun
from integrations.services import certificates, files, sources
from integrations.services.syncing.runs import open_run
from privacy.activities import activities
from privacy.instructions.agreement import AGREEMENT, check_agreement, faults
from privacy.instructions.giving import give
from privacy.retention.holds import lift_hold, make_hold
from tests.accounts.conftest import Browser
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/privacy/instructions/"
ALL = {clause.key for clause in AGREEMENT.clauses}


def instruct(cast: Cast, *left_out: str) -> None:
    with inside(cast.acme):
        give(clauses=ALL - set(left_out), by=cast.alice.pk)


def test_the_agreement_has_every_purpose_that_is_done_by_instruction() -> None:
    """Statement 51: the map and the agreement cannot part; a new purpose fails the build."""
    assert check_agreement(None) == []
    without = replace(AGREEMENT, clauses=AGREEMENT.clauses[1:])
    lost = {error.msg for error in faults(without, activities())}
    assert f"{COUNT!r} is done by instruction, and no clause of the agreement has it." in lost
    assert "The agreement offers" in next(faults(AGREEMENT, [])).msg


def test_a_workspace_begins_with_the_agreement(cast: Cast) -> None:
    """Statement 51: stored from the first day, with who agreed; chained by their digests."""
    made = workspaces.create_workspace(
        name="Third", currency="EUR", time_zone="UTC", creator=cast.alice
    )
    with inside(made):
        first = Instruction.objects.get()
        assert (first.version, first.agreement, first.given_by) == (
            *(1, AGREEMENT.version, cast.alice.pk),
        )
        assert set(first.clauses) == ALL
        assert first.sha256 == digest_of(first, "")
        second = give(clauses=ALL - {"files"}, by=cast.alice.pk)
        assert second.sha256 == digest_of(second, first.sha256)
        assert give(clauses=ALL - {"files"}, by=cast.alice.pk).pk == second.pk
        assert AuditEvent.objects.filter(action="instructions.given").count() == 1


def test_nothing_is_done_for_a_purpose_outside_of_the_version_that_stands(cast: Cast) -> None:
    """Statement 51: sources, fields, certificates, files and holds, each refused and let again."""
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="CRM")
    lease = Lease(cast.acme.pk, uuid4(), uuid4(), 90, "", ())
    instruct(cast, *ALL)
    with inside(cast.acme):
        assert not any(map(is_instructed, (COUNT, SHOW_PEOPLE, ASK_ACCESS)))
        with pytest.raises(NotInstructed, match="count leads, deals"):
            require_instruction(COUNT)
        with pytest.raises(NotInstructed):
            sources.choose_person_fields(source_id=source.pk, fields={"Lead": ["LastName"]})
        with pytest.raises(NotInstructed):
            certificates.begin_certificate(connector="salesforce")
        with pytest.raises(NotInstructed):
            make_hold(email="dora@people.example", ground="A claim.", until=None)
        with pytest.raises(NotInstructed):
            files.start_import(upload=None, header=(), wanted=None)  # type: ignore[arg-type]
        assert opened(lease, source) is None
        source.refresh_from_db()
        assert source.trouble_code == "not_instructed"
        assert not SyncRun.objects.exists()
    instruct(cast)
    with inside(cast.acme):
        assert opened(lease, source) is not None
        sources.choose_person_fields(source_id=source.pk, fields={"Lead": ["LastName"]})


def opened(lease: Lease, source: Source) -> UUID | None:
    """The run that a job of the source would do."""
    object.__setattr__(lease, "batch", transaction.atomic)
    run = open_run(lease, source_id=source.pk)
    return run.id if run else None


def test_ad_platforms_name_nobody_and_go_on(cast: Cast) -> None:
    """Statement 51: it is personal data that is held to instructions."""
    with inside(cast.acme):
        source = Source.objects.create(connector="google_ads", name="Ads")
    instruct(cast, *ALL)
    with inside(cast.acme):
        assert opened(Lease(cast.acme.pk, uuid4(), uuid4(), 90, "", ()), source) is not None


def test_what_is_in_use_is_given_back_before_its_clause(cast: Cast) -> None:
    """Statement 51: no data stay for which no instruction stands."""
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="CRM")
        sources.choose_person_fields(source_id=source.pk, fields={"Lead": ["LastName"]})
        hold = make_hold(email="dora@people.example", ground="A claim.", until=None)
    for key in ("people", "holds"):
        with pytest.raises(Refused) as refusal:
            instruct(cast, key)
        assert refusal.value.code == "clause_in_use"
    with inside(cast.acme):
        sources.choose_person_fields(source_id=source.pk, fields={})
        lift_hold(hold_id=hold)
    instruct(cast, "people", "holds")


def test_a_new_version_of_the_agreement_waits(cast: Cast, browser: Browser) -> None:
    """Statement 51: what a release adds is done for nobody before they instruct it."""
    instruct(cast, "files")
    more = replace(AGREEMENT.clauses[0], purposes=(*AGREEMENT.clauses[0].purposes, "sell it"))
    newer = replace(AGREEMENT, version="2027-01", clauses=(more, *AGREEMENT.clauses[1:]))
    register_agreement(newer)
    try:
        alice = browser(cast.alice)
        with inside(cast.acme):
            assert is_instructed(COUNT)
            assert not is_instructed("sell it")
        assert "says more here than you have instructed" in alice.get(PAGE).content.decode()
        assert alice.post(PAGE, {"clause": sorted(ALL)}).status_code == 302
        assert "says more here" not in alice.get(PAGE).content.decode()
        with inside(cast.acme):
            assert is_instructed("sell it")
            assert instructions().agreement == "2027-01"
    finally:
        register_agreement(AGREEMENT)


def test_versions_are_shown_to_who_manages_privacy_and_to_nobody_else(
    cast: Cast, browser: Browser
) -> None:
    """Statement 51: the role matrix, and that Acme's instructions are not there for Charlie."""
    assert browser(cast.charlie).get(PAGE).status_code == 404
    assert browser(cast.charlie).post(PAGE, {"clause": []}).status_code == 404
    instruct(cast, "files")
    page = browser(cast.alice).get(PAGE).content.decode()
    assert "Alice" in page
    assert "With the agreement" in page
    bob, seen = browser(cast.bob), {}
    for role in Role:
        Membership.objects.filter(user=cast.bob).update(role=role)
        seen[role] = bob.get(PAGE).status_code, bob.post(PAGE, {"clause": sorted(ALL)}).status_code
    allowed = {Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER}
    assert seen == {role: (200, 302) if role in allowed else (403, 403) for role in Role}


def test_the_workspace_next_door_sees_no_row(cast: Cast) -> None:
    """Statement 51: a leak test, by row-level security too."""
    instruct(cast, "files")
    with pytest.raises(NoWorkspace):
        Instruction.objects.count()
    with inside(cast.rival), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_instruction")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE accounts_instruction SET clauses = '{}'", "DELETE FROM accounts_instruction"],
)
def test_nobody_changes_a_version(cast: Cast, statement: str) -> None:
    """Statement 51: the application has no right to."""
    with inside(cast.acme):
        instructions()
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
