"""The clock names services that exist, each walks by itself, and nothing else can be asked for."""

import pytest
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import Workspace
from accounts.tenancy import in_each_workspace, require_workspace_id
from proactivox.celery import SWEEPS, app, walk
from tests.cast import Cast


def test_beat_is_told_of_every_sweep() -> None:
    told = {entry["args"][0] for entry in app.conf.beat_schedule.values() if "args" in entry}
    assert told == set(SWEEPS)
    app.loader.import_default_modules()  # as a worker does at its start
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.django_db(databases=["default", "dispatch"])
def test_each_sweep_runs_through_all_workspaces(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = {}
    for service in sorted(SWEEPS):
        caplog.clear()
        before = transaction.savepoint()
        walk(service)
        found = import_string(service)()
        transaction.savepoint_rollback(before)
        if found != 0 or caplog.messages:
            wrong[service] = (found, [*caplog.messages])
    assert wrong == {}


def test_only_what_is_in_the_timetable_can_be_asked_for() -> None:
    with pytest.raises(LookupError):
        walk("os.getcwd")


@pytest.mark.django_db
def test_a_workspace_that_fails_keeps_no_other_from_its_turn(cast: Cast) -> None:
    seen = []

    def step() -> int:
        seen.append(require_workspace_id())
        Workspace.objects.filter(pk=seen[-1]).update(name="Walked")
        if seen[-1] == cast.acme.pk:
            raise ValueError("This one fails.")
        return 1

    assert in_each_workspace(step) == Workspace.objects.count() - 1
    assert {cast.acme.pk, cast.rival.pk} <= set(seen)
    cast.acme.refresh_from_db()
    cast.rival.refresh_from_db()
    assert (cast.acme.name, cast.rival.name) == ("Acme", "Walked")
