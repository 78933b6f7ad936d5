"""Versions: whatever is set later, what an amount was at a moment stays what it was."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import Trouble
from accounts.tenancy import inside
from analytics.budgets.amounts import amounts
from analytics.budgets.calendars import month_of
from analytics.budgets.keeping import Amount, set_amounts
from analytics.models import Budget, BudgetAmount
from tests.analytics.budgets.world import NOON, UNIT, make_budget, on, versions
from tests.cast import Cast
from tests.integrations.test_facts import undone

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
# (month, units or none)
CHANGES = st.lists(
    st.tuples(st.integers(1, 12), st.one_of(st.none(), st.integers(1, 9))), max_size=8
)


def known(budget: Budget, as_of: datetime | None = None) -> dict[date, int | None]:
    rows = amounts([budget.pk], *YEAR, as_of=as_of).get(budget.pk, [])
    return {row.first_on: row.micros for row in rows if row.micros is not None}


def test_versions_never_change_the_past(cast: Cast) -> None:
    with inside(cast.acme), on():
        budget = make_budget(cast.acme, 5, day=date(2026, 6, 1))

    @given(changes=CHANGES)
    def check(changes: list[tuple[int, int | None]]) -> None:
        with inside(cast.acme), undone():
            seen: dict[datetime, dict[date, int | None]] = {NOON: known(budget)}
            wanted = dict(seen[NOON])
            for number, (month, units) in enumerate(changes, 1):
                moment = NOON + timedelta(hours=number)
                period = month_of(date(2026, month, 1))
                with on(moment):
                    micros = units * UNIT if units else None
                    one = [Amount(period, micros)]
                    set_amounts(
                        budget_id=budget.pk, amounts=one, currency="USD", is_past_meant=True
                    )
                wanted |= {period.first_on: micros}
                seen[moment] = {day: m for day, m in wanted.items() if m is not None}
            assert known(budget) == seen[max(seen)]
            for moment, then in seen.items():
                assert known(budget, moment) == then

    check()


def test_without_saying_so_no_past_month_changes(cast: Cast) -> None:
    with inside(cast.acme), on():
        budget = make_budget(cast.acme, 5, day=date(2026, 2, 1))
        february, march = (month_of(date(2026, month, 1)) for month in (2, 3))
        wanted = [Amount(march, 7 * UNIT), Amount(february, 6 * UNIT)]
        with pytest.raises(Trouble, match="over would change: 1"):
            set_amounts(budget_id=budget.pk, amounts=wanted, currency="USD")
        same = [Amount(march, 7 * UNIT), Amount(february, 5 * UNIT)]
        assert set_amounts(budget_id=budget.pk, amounts=same, currency="USD") == 1
        assert versions(budget)[0] == (february.first_on, 1, 5 * UNIT)


@pytest.mark.parametrize("statement", ["UPDATE {} SET micros = 1", "DELETE FROM {}"])
def test_the_database_lets_nobody_alter_an_amount(cast: Cast, statement: str) -> None:
    with inside(cast.acme), on():
        make_budget(cast.acme, 5)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement.format("analytics_budgetamount"))
        assert BudgetAmount.objects.update(set_by=None) == 1
