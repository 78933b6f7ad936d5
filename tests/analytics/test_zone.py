"""Another time zone of the workspace moves its days; another currency or name moves nothing."""

from datetime import date

import pytest

from accounts.jobs import resolve
from accounts.models import Job, Workspace
from accounts.services.workspaces import change_workspace
from accounts.tenancy import inside
from analytics.models import CrmDay
from analytics.rollups import find_differences, rebuild
from integrations.models import Lead, Organization
from tests.analytics.crm import at, crm_source, put
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def change(workspace: Workspace, **fields: str) -> None:
    now = Workspace.objects.get(pk=workspace.pk)
    kept = {"name": now.name, "currency": now.currency, "time_zone": now.time_zone}
    change_workspace(workspace=now, **{**kept, **fields})


def test_days_follow_the_workspaces_zone_where_the_crm_has_none_of_its_own(cast: Cast) -> None:
    lead = {"created_at": at("2026-03-01 23:30"), "status": "New"}
    with inside(cast.acme):
        ours, theirs = crm_source("Ours"), crm_source("Theirs")
        put(theirs, Organization, {"00D": {"name": "Acme", "time_zone": "Asia/Tokyo"}})
        put(ours, Lead, {"1": lead})
        put(theirs, Lead, {"1": lead})
        Job.objects.all().delete()
        change(cast.acme, name="Acme Nordic", currency="SEK")
        assert not Job.objects.exists()
        change(cast.acme, time_zone="America/New_York")
        job = Job.objects.get(task="analytics.tasks.rebuild_rollups")
        assert (resolve(job.task), job.args) == (
            resolve("analytics.tasks.rebuild_rollups"),
            [str(ours.pk)],
        )
        rebuild(ours.pk)
        days = dict(CrmDay.objects.values_list("source__name", "on"))
        assert days == {"Ours": date(2026, 3, 1), "Theirs": date(2026, 3, 2)}
        assert find_differences() == []


def test_a_version_counted_elsewhere_is_not_lost(cast: Cast) -> None:
    old = Workspace.objects.get(pk=cast.acme.pk)
    Workspace.objects.filter(pk=cast.acme.pk).update(data_version=41)
    with inside(cast.acme):
        change_workspace(workspace=old, name="Acme", currency="SEK", time_zone=old.time_zone)
    assert old.data_version == 42
