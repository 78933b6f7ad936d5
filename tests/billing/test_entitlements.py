"""A plan limits members and sources; the refusal says which limit, which plan, what to do."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from accounts.errors import Refused
from accounts.limits import check_limit
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, new_id
from billing.entitlements import limit_of, plan_of
from billing.models import Subscription, SubscriptionStatus
from billing.plans import BUSINESS, CATALOGUE, ENTERPRISE, TRIAL, next_plan
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase


def buy(cast: Cast, **values: object) -> None:
    plan_of(cast.acme.pk)
    with inside(cast.acme):
        Subscription.objects.update(**values)


@pytest.mark.django_db
def test_a_new_workspace_is_on_trial(cast: Cast) -> None:
    assert plan_of(cast.acme.pk) is TRIAL
    with inside(cast.acme):
        trial = Subscription.objects.get()
    assert trial.status == "trialing"
    assert trial.trial_ends_at is not None
    left = trial.trial_ends_at - timezone.now()
    assert timedelta(days=TRIAL.trial_days - 1) < left <= timedelta(days=TRIAL.trial_days)


@pytest.mark.django_db
@pytest.mark.parametrize("resource", ["members", "sources"])
def test_the_limit_is_allowed_and_one_more_is_refused(cast: Cast, resource: str) -> None:
    limit = TRIAL.limit(resource)
    assert limit is not None
    check_limit(cast.acme.pk, resource, limit)
    with pytest.raises(Refused) as refusal:
        check_limit(cast.acme.pk, resource, limit + 1)
    assert str(limit) in refusal.value.message
    assert "Free trial" in refusal.value.message
    assert "Team" in refusal.value.advice
    assert refusal.value.code == f"{resource}_limit"


@pytest.mark.django_db
def test_a_larger_plan_holds_more_and_enterprise_has_no_end(cast: Cast) -> None:
    buy(cast, plan_key="business", status=SubscriptionStatus.ACTIVE)
    assert limit_of(cast.acme.pk, "members") == BUSINESS.members
    buy(cast, plan_key="enterprise", status=SubscriptionStatus.ACTIVE)
    check_limit(cast.acme.pk, "members", 100_000)
    assert next_plan(ENTERPRISE) is None


@pytest.mark.django_db
def test_a_trial_that_is_over_refuses_growth(cast: Cast) -> None:
    buy(cast, trial_ends_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="free trial") as refusal:
        check_limit(cast.acme.pk, "members", 1)
    assert refusal.value.code == "subscription_lapsed"


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "may_grow"), [("past_due", True), ("canceled", False)])
def test_late_payment_is_forgiven_and_an_end_is_not(
    cast: Cast, status: str, may_grow: bool
) -> None:
    buy(cast, plan_key="team", status=status)
    if may_grow:
        check_limit(cast.acme.pk, "members", 1)
    else:
        with pytest.raises(Refused, match="not paid"):
            check_limit(cast.acme.pk, "members", 1)


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
        cursor.execute("UPDATE billing_subscription SET plan_key = 'trial'")
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
    for resource in ("members", "sources"):
        limits = [plan.limit(resource) or 10**9 for plan in CATALOGUE.values()]
        assert limits == sorted(limits)


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
    with pytest.raises(DatabaseError):
        plan_of(new_id())
