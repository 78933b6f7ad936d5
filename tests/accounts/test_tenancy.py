"""Tenancy fails closed, twice: the manager without a workspace, the database by itself."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import ApiKey, Invitation, Job, Role
from accounts.tenancy import NoWorkspace, WorkspaceClash, across_workspaces, inside, new_id
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def invite(email: str) -> Invitation:
    from django.utils import timezone

    return Invitation.objects.create(
        email=email, role=Role.VIEWER, token_hash=b"x" * 32, expires_at=timezone.now()
    )


def test_no_workspace_raises(cast: Cast) -> None:
    with pytest.raises(NoWorkspace):
        Invitation.objects.count()


def test_rows_of_another_workspace_are_not_seen(cast: Cast) -> None:
    with inside(cast.acme):
        invite("dora@acme.example")
    with inside(cast.rival):
        assert Invitation.objects.count() == 0
    with inside(cast.acme):
        assert Invitation.objects.count() == 1


def test_raw_sql_of_another_workspace_sees_nothing(cast: Cast) -> None:
    with inside(cast.acme):
        invite("dora@acme.example")
    with inside(cast.rival), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_invitation")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE accounts_invitation SET email = 'stolen@rival.example'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM accounts_invitation")
        assert cursor.rowcount == 0


def test_raw_sql_without_a_workspace_raises(cast: Cast) -> None:
    with inside(cast.acme):
        invite("dora@acme.example")
    with (
        pytest.raises(DatabaseError, match="no workspace is entered"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM accounts_invitation")


def test_writing_into_another_workspace_is_refused_by_both_locks(cast: Cast) -> None:
    with inside(cast.rival), pytest.raises(WorkspaceClash):
        ApiKey(workspace=cast.acme, created_by=cast.charlie).save()
    with (
        inside(cast.rival),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO accounts_job (workspace_id, id, task, args, queue, state, attempts, "
            "max_attempts, run_after, created_at, progress, last_error) VALUES "
            "(%s, %s, 't', '[]', 'sync', 'queued', 0, 1, now(), now(), '{}', '')",
            [cast.acme.pk, new_id()],
        )


def test_a_second_workspace_cannot_be_entered_inside_the_first(cast: Cast) -> None:
    with inside(cast.acme), pytest.raises(WorkspaceClash), inside(cast.rival):
        pass


def test_the_same_workspace_nests_and_its_savepoint_rolls_back_alone(cast: Cast) -> None:
    with inside(cast.acme):
        invite("dora@acme.example")
        with pytest.raises(IntegrityError), inside(cast.acme):
            invite("dora@acme.example")
        assert Invitation.objects.count() == 1


def test_across_workspaces_enters_each_alone(cast: Cast) -> None:
    with inside(cast.acme):
        invite("dora@acme.example")
    counts = {str(ws): Invitation.objects.count() for ws in across_workspaces()}
    assert counts[str(cast.acme.pk)] == 1
    assert counts[str(cast.rival.pk)] == 0


def test_the_role_of_the_tests_cannot_step_around_the_locks(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("proactivox_app", False, False)
    for statement in (
        "ALTER TABLE accounts_job DISABLE ROW LEVEL SECURITY",
        "TRUNCATE accounts_job",
        "SET ROLE proactivox_owner",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_dispatch_role_does_not_see_what_a_job_is_about(cast: Cast) -> None:
    from django.db import connections

    with connections["dispatch"].cursor() as cursor:
        cursor.execute("SELECT workspace_id, state FROM accounts_job")
        with pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute("SELECT args FROM accounts_job")


test_the_dispatch_role_does_not_see_what_a_job_is_about.pytestmark = [  # type: ignore[attr-defined]
    pytest.mark.django_db(databases=["default", "dispatch"])
]


def test_jobs_leave_with_their_workspace(cast: Cast) -> None:
    with inside(cast.acme):
        assert Job.objects.count() == 0
