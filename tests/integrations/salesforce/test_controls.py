"""What an organisation says of the number of its deals, beside the deals that were read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import AuditEvent, Job
from accounts.tenancy import inside
from analytics.rollups import find_differences
from integrations.models import ControlledDay, ControlTotal, Opportunity, Source
from integrations.services.syncing.runs import zone_of
from sandbox.serving import Running
from tests.analytics.crm import touching
from tests.cast import Cast
from tests.integrations.controlling import CONTROL, first_look, second_look
from tests.integrations.salesforce.comparing import differences
from tests.integrations.working import work_off

WON = {"StageName": "Closed Won", "IsClosed": 1, "IsWon": 1}


def yesterday_of(source: Source) -> date:
    source.refresh_from_db()
    return timezone.now().astimezone(zone_of(source.identity)).date() - timedelta(days=1)


def test_a_deal_won_yesterday_is_counted_alike_and_missed_when_it_is_lost(
    cast: Cast, salesforce: Running, connected_source: Source, sync: Callable[[], list[str]]
) -> None:
    with inside(cast.acme):
        on = yesterday_of(connected_source)
    deal = salesforce.control.insert(
        "Opportunity", {"Name": "Pumps", "CloseDate": on.isoformat(), **WON}
    )
    # What is younger than some minutes may not be visible yet, so it is read then.
    salesforce.control.settings(clock_offset=1200.0)
    assert sync() == ["done"]
    assert first_look(cast) == ["done"]
    with inside(cast.acme):
        week = ControlTotal.objects.get(days=7)
        assert week.theirs == week.ours
        assert week.theirs["won"] == 1
        assert not ControlledDay.objects.filter(is_equal=False).exists()
        with touching(connected_source.pk, "Opportunity", [deal]):
            Opportunity.objects.filter(external_id=deal).update(is_won=False)
    assert first_look(cast) == ["done"]
    with inside(cast.acme):
        doubted = ControlledDay.objects.get(is_equal=False)
        assert (doubted.on, doubted.theirs, doubted.ours) == (on, {"won": 1}, {"won": None})
    # Damage that no stamp tells of is not mended by reading changes: it is written down.
    assert sync() == ["done"]
    assert second_look(cast) == ["done"]
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="source.control_differs").count() == 1
        assert not Opportunity.objects.get(external_id=deal).is_won
    # Then its deals are read by their ids, and it is looked at a third time.
    assert work_off(cast.acme.pk, task="take_census") == ["done"]
    assert second_look(cast) == ["done"]
    with inside(cast.acme):
        assert Opportunity.objects.get(external_id=deal).is_won
        assert not ControlledDay.objects.filter(is_equal=False).exists()
        assert AuditEvent.objects.filter(action="source.control_differs").count() == 1
        assert not Job.objects.filter(task=CONTROL, state="queued").exists()
        assert not Opportunity.objects.filter(stamp__year=1970).exists()
        assert differences(connected_source, salesforce.control) == {}
        assert find_differences() == []
