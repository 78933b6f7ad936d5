"""What was used beyond the plan reaches Stripe's meters once, and only of who pays."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.tenancy import inside
from billing.gateway.calling import stripe_api
from billing.models import StripeCustomer, UsedDay
from billing.plans import METERS, Resource
from billing.services import using
from billing.services.using import measure_usage, tell_usage
from tests.billing.shop import Shop, work
from tests.cast import Cast

MILLION = 1_000_000  # rows that Team includes
# Days of one month, whatever today is: calls count by the month.
TODAY = datetime.now(UTC).date()
FIRST = TODAY - timedelta(days=5 if TODAY.day > 5 else TODAY.day + 5)


@pytest.fixture
def team(shop: Shop) -> Shop:
    shop.buy()
    shop.deliver_all()
    return shop


def use(shop: Shop, on: date, rows: int = 0, calls: int = 0) -> None:
    with inside(shop.cast.acme):
        UsedDay.objects.create(on=on, rows=rows, api_calls=calls)


def metered() -> dict[str, int]:
    """What Stripe's meters add up to for the one customer, a resource each."""
    (customer,) = StripeCustomer.objects.values_list("pk", flat=True)
    begin = int(datetime.combine(FIRST - timedelta(days=1), time(), UTC).timestamp())
    span = {"customer": customer, "start_time": begin, "end_time": begin + 40 * 86_400}
    with stripe_api() as stripe:
        ids = {one.event_name: one.id for one in stripe.billing.meters.list({"limit": 100}).data}
        sums = {
            meter.resource.value: stripe.billing.meters.event_summaries.list(
                ids[meter.event_name], span
            ).data
            for meter in METERS
        }
    return {name: int(sum(one.aggregated_value for one in found)) for name, found in sums.items()}


def test_rows_count_as_blocks_of_a_day_and_calls_as_blocks_of_a_month(team: Shop) -> None:
    acme = team.cast.acme
    use(team, FIRST, rows=MILLION + 1, calls=49_000)
    use(team, FIRST + timedelta(days=1), rows=MILLION + 200_000, calls=2_000)
    use(team, FIRST + timedelta(days=2), rows=MILLION, calls=8_000)
    use(team, FIRST + timedelta(days=3), rows=5, calls=5_000)
    assert tell_usage(workspace_id=acme.pk) == 4
    # A block and two blocks; 64,000 calls are 14,000 too many: one block begun, and a second.
    assert metered() == {Resource.ROWS: 3, Resource.API_CALLS: 2}
    assert tell_usage(workspace_id=acme.pk) == 0
    assert metered() == {Resource.ROWS: 3, Resource.API_CALLS: 2}


def test_a_day_whose_telling_was_cut_off_is_told_to_its_end_and_counts_once(team: Shop) -> None:
    use(team, FIRST, rows=MILLION + 1, calls=60_000)
    tell_usage(workspace_id=team.cast.acme.pk)
    with inside(team.cast.acme):
        UsedDay.objects.update(told_at=None)
    assert tell_usage(workspace_id=team.cast.acme.pk) == 1
    assert metered() == {Resource.ROWS: 1, Resource.API_CALLS: 1}


def test_a_trial_is_counted_and_told_to_nobody(shop: Shop) -> None:
    use(shop, FIRST, rows=900 * MILLION)
    assert tell_usage(workspace_id=shop.cast.acme.pk) == 0
    with inside(shop.cast.acme):
        assert UsedDay.objects.get().told_at is None


def test_what_is_older_than_stripe_takes_is_not_sent(team: Shop) -> None:
    use(team, TODAY - timedelta(days=40), rows=2 * MILLION)
    assert tell_usage(workspace_id=team.cast.acme.pk) == 0


def test_yesterday_is_written_down_once_and_told_by_a_job(
    team: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = team.cast.acme
    monkeypatch.setattr(using, "calls_on", lambda workspace_id, on: 70_000)
    use(team, TODAY - timedelta(days=802))
    assert measure_usage() >= 1
    assert measure_usage() == 0
    work(acme)
    with inside(acme):
        (day,) = UsedDay.objects.all()
    assert (day.on, day.api_calls) == (TODAY - timedelta(days=1), 70_000)
    assert day.told_at is not None
    assert metered()[Resource.API_CALLS] == 2


def test_another_workspace_has_its_own_days(cast: Cast) -> None:
    with inside(cast.acme):
        UsedDay.objects.create(on=FIRST, rows=7)
    with inside(cast.rival):
        assert not UsedDay.objects.exists()
