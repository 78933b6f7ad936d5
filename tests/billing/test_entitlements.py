"""A plan limits members and sources; the refusal says which limit, which plan, what to do."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from accounts.errors import Refused
from accounts.limits import allowance, check_limit, require_feature
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, new_id
from billing.entitlements import plan_of, standing_now
from billing.models import Subscription, SubscriptionStatus
from billing.plans import (
    BUSINESS,
    CATALOGUE,
    CURRENCIES,
    ENTERPRISE,
    FREE,
    METERS,
    SOLD_ONLINE,
    TEAM,
    TRIAL_DAYS,
    Interval,
    Plan,
    Resource,
    money_text,
    next_plan,
)
from billing.selectors import standing_of
from billing.standing import Phase, standing
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase


def buy(cast: Cast, **values: object) -> None:
    plan_of(cast.acme.pk)
    with inside(cast.acme):
        Subscription.objects.update(**values)


@pytest.mark.django_db
def test_a_new_workspace_tries_business_for_thirty_days_without_a_card(cast: Cast) -> None:
    unwritten = standing_of(cast.acme.pk)
    stands = standing_now(cast.acme.pk)
    assert stands == unwritten
    assert (stands.phase, stands.plan, stands.bought) == (Phase.TRIAL, BUSINESS, None)
    assert stands.trial_ends_at == cast.acme.created_at + timedelta(days=TRIAL_DAYS)
    assert not stands.has_customer


@pytest.mark.django_db
@pytest.mark.parametrize("resource", ["members", "sources"])
def test_the_limit_is_allowed_and_one_more_is_refused(cast: Cast, resource: str) -> None:
    buy(cast, plan_key="team", status="active", subscription_id="sub_1")
    limit = TEAM.limit(resource)
    assert limit is not None
    check_limit(cast.acme.pk, resource, limit)
    with pytest.raises(Refused) as refusal:
        check_limit(cast.acme.pk, resource, limit + 1)
    assert f"The Team plan holds {limit} {resource}." in refusal.value.message
    assert f"number {limit + 1}" in refusal.value.message
    assert "Business" in refusal.value.advice
    assert refusal.value.code == f"{resource}_limit"


@pytest.mark.django_db
def test_an_offer_has_no_end(cast: Cast) -> None:
    buy(cast, plan_key="enterprise", status=SubscriptionStatus.ACTIVE, trial_ends_at=None)
    check_limit(cast.acme.pk, "members", 100_000)
    assert allowance(cast.acme.pk, "members") is None
    assert next_plan(ENTERPRISE) is None
    assert standing_now(cast.acme.pk).phase is Phase.OFFER


@pytest.mark.django_db
def test_a_trial_that_is_over_leaves_the_free_plan(cast: Cast) -> None:
    buy(cast, trial_ends_at=timezone.now() - timedelta(seconds=1))
    check_limit(cast.acme.pk, "members", FREE.members or 0)
    with pytest.raises(Refused, match="free trial of this workspace is over") as refusal:
        check_limit(cast.acme.pk, "members", 3)
    assert refusal.value.code == "members_limit"
    assert standing_now(cast.acme.pk).phase is Phase.TRIAL_OVER
    assert allowance(cast.acme.pk, "sources") == FREE.sources


@pytest.mark.django_db
def test_features_name_the_smallest_plan_that_has_them(cast: Cast) -> None:
    require_feature(cast.acme.pk, "single_sign_on")
    buy(cast, plan_key="team", status="active", subscription_id="sub_1")
    require_feature(cast.acme.pk, "api")
    with pytest.raises(Refused, match="Single sign-on is part of the Business plan") as refusal:
        require_feature(cast.acme.pk, "single_sign_on")
    assert refusal.value.code == "plan_lacks_feature"
    with pytest.raises(ValueError, match="teleport"):
        require_feature(cast.acme.pk, "teleport")


NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
STATES = [
    # status, days since an invoice is open, is cancelled, days of trial left: phase, plan
    ("active", None, False, -9, Phase.PAID, TEAM),
    ("trialing", None, False, -9, Phase.PAID, TEAM),
    ("active", None, True, -9, Phase.ENDING, TEAM),
    ("past_due", 13, False, -9, Phase.GRACE, TEAM),
    ("past_due", 14, False, -9, Phase.READ_ONLY, TEAM),
    ("unpaid", 13, True, -9, Phase.GRACE, TEAM),
    ("unpaid", 15, False, 9, Phase.READ_ONLY, TEAM),
    ("incomplete", None, False, 9, Phase.TRIAL, BUSINESS),
    ("incomplete_expired", None, False, 9, Phase.TRIAL, BUSINESS),
    ("incomplete", None, False, -9, Phase.ENDED, FREE),
    ("paused", None, False, -9, Phase.ENDED, FREE),
    ("canceled", None, False, 9, Phase.ENDED, FREE),
]


@pytest.mark.parametrize(("status", "late", "is_cancelled", "trial", "phase", "plan"), STATES)
def test_what_stripe_says_decides_what_counts(
    status: str, late: int | None, is_cancelled: bool, trial: int, phase: Phase, plan: Plan
) -> None:
    row = Subscription(
        plan_key="team",
        subscription_id="sub_1",
        status=status,
        cancel_at_period_end=is_cancelled,
        past_due_since=None if late is None else NOW - timedelta(days=late),
        trial_ends_at=NOW + timedelta(days=trial),
    )
    stands = standing(row, NOW)
    assert (stands.phase, stands.plan) == (phase, plan)
    assert stands.is_read_only is (phase is Phase.READ_ONLY)
    assert (stands.grace_until is None) is (late is None)


@pytest.mark.django_db
def test_nothing_grows_while_an_invoice_is_open_for_too_long(cast: Cast) -> None:
    since = timezone.now() - timedelta(days=13)
    late = {"plan_key": "team", "status": "past_due", "subscription_id": "sub_1"}
    buy(cast, **late, past_due_since=since)
    check_limit(cast.acme.pk, "members", 1)
    buy(cast, past_due_since=since - timedelta(days=2))
    with pytest.raises(Refused, match="not paid") as refusal:
        check_limit(cast.acme.pk, "members", 1)
    assert refusal.value.code == "subscription_lapsed"


@pytest.mark.django_db
def test_the_house_has_no_limits(cast: Cast) -> None:
    check_limit(HOUSE_ID, "members", 100_000)
    with inside(HOUSE_ID):
        assert not Subscription.objects.exists()


@pytest.mark.django_db
def test_a_resource_that_no_plan_knows_is_a_mistake_of_ours(cast: Cast) -> None:
    with pytest.raises(LookupError, match="dashboards"):
        check_limit(cast.acme.pk, "dashboards", 1)


@pytest.mark.django_db
def test_the_refusal_speaks_danish(cast: Cast) -> None:
    with translation.override("da"), pytest.raises(Refused) as refusal:
        check_limit(cast.acme.pk, "sources", 1000)
    assert "kilder" in refusal.value.message


@pytest.mark.django_db
def test_a_subscription_is_seen_by_its_own_workspace_alone(cast: Cast) -> None:
    buy(cast, plan_key="business")
    with inside(cast.rival), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM billing_subscription")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE billing_subscription SET plan_key = 'free'")
        assert cursor.rowcount == 0
    with (
        pytest.raises(DatabaseError, match="no workspace is entered"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM billing_subscription")


@pytest.mark.django_db
def test_a_plan_that_is_not_in_the_catalogue_is_refused_by_the_database(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="subscription_plan_known"):
        buy(cast, plan_key="gold")


def test_limits_grow_along_the_catalogue() -> None:
    for resource in Resource:
        limits = [plan.included(resource) for plan in CATALOGUE.values()]
        numbers = [10**12 if limit is None else limit for limit in limits]
        assert numbers == sorted(numbers), resource
    for smaller, larger in pairwise(CATALOGUE.values()):
        assert smaller.features <= larger.features
        assert smaller.refresh_minutes >= larger.refresh_minutes


def test_every_price_is_said_in_every_currency_and_a_year_is_cheaper() -> None:
    assert [plan.key for plan in SOLD_ONLINE] == ["team", "business"]
    for plan in SOLD_ONLINE:
        month, year = plan.prices[Interval.MONTH], plan.prices[Interval.YEAR]
        for part in ("base", "seat"):
            monthly, yearly = getattr(month, part), getattr(year, part)
            assert set(monthly) == set(yearly) == set(CURRENCIES)
            assert all(0 < yearly[one] < 12 * monthly[one] for one in CURRENCIES)
    assert all(set(meter.price) == set(CURRENCIES) for meter in METERS)


@pytest.mark.parametrize(("count", "blocks"), [(0, 0), (1000, 0), (1001, 1), (101_000, 1)])
def test_a_meter_counts_what_is_begun_above_what_is_included(count: int, blocks: int) -> None:
    (rows,) = (meter for meter in METERS if meter.resource is Resource.ROWS)
    assert rows.blocks(count, 1000) == blocks
    assert rows.blocks(count, None) == 0


def test_money_is_written_as_its_reader_writes_it() -> None:
    with translation.override("da"):
        assert money_text(129_900, "dkk") == "1.299,00 DKK"
    with translation.override("en"):
        assert money_text(-5, "usd") == "-0.05 USD"


def test_two_first_questions_make_one_subscription(fresh_database: FreshDatabase) -> None:
    cast, start = make_cast(), Barrier(4)
    failed: list[Exception] = []

    def ask() -> None:
        try:
            start.wait()
            plan_of(cast.acme.pk)
        except Exception as error:  # noqa: BLE001  shown by the assertion below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with inside(cast.acme):
        assert Subscription.objects.count() == 1


def test_unknown_workspaces_get_no_row(fresh_database: FreshDatabase) -> None:
    with pytest.raises(Workspace.DoesNotExist):
        plan_of(new_id())
