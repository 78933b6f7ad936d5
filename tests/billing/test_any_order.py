"""Whatever happens in whatever order, and however its messages come: our copy ends as Stripe's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from billing.models import EventState, StripeCustomer, StripeEvent
from sandbox.serving import Running
from tests.billing.keys import needs_levers
from tests.billing.shop import Shop
from tests.billing.stories import BEGINNING, DEEDS, Story, begin_anew
from tests.billing.truth import at_stripe, with_us
from tests.budget import Budget, examples

FAILS = ("buy", "team", "month", "dkk"), ("refuse",), ("wait", 31), ("lose", 1), ("hear", 2)
RECOVERS = ("accept",), ("pay",), ("move", "business", "year", False), ("cancel", False)
_failed: set[str] = set()


@settings(
    max_examples=examples(2, 300),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(first=BEGINNING, deeds=st.lists(DEEDS, max_size=examples(6, 16)), chance=st.integers(0, 99))
@example(first=FAILS[0], deeds=[*FAILS[1:], *RECOVERS, ("wait", 370)], chance=3)
def test_our_copy_ends_as_stripes(
    shop: Shop,
    stripe_account: Running,
    budget: Budget,
    first: tuple[Any, ...],
    deeds: list[tuple[Any, ...]],
    chance: int,
) -> None:
    """One that failed once is not stopped by the time: it is made small first."""
    needs_levers("Stripe's own account cannot be put back to its beginning.")
    if budget.is_over and not _failed:
        return
    story = begin_anew(shop)
    try:
        run(story, [first, *deeds], chance)
        check(story, stripe_account)
    except Exception:
        _failed.add("yes")
        raise


def run(story: Story, deeds: list[tuple[Any, ...]], chance: int) -> None:
    for deed in deeds:
        story.tell(deed)
    story.end_of_story(chance)


def check(story: Story, account: Running) -> None:
    (customer,) = StripeCustomer.objects.values_list("pk", flat=True)
    assert with_us(story.shop) == at_stripe(account, customer)
    waiting = [EventState.RECEIVED, EventState.FAILED, EventState.UNKNOWN_CUSTOMER]
    assert not StripeEvent.objects.filter(state__in=waiting).exists()


def test_a_copy_that_was_told_nothing_is_not_called_the_same(
    shop: Shop, stripe_account: Running
) -> None:
    needs_levers("Stripe's own account cannot be put back to its beginning.")
    story = begin_anew(shop)
    story.buy("team", "month", "dkk")
    story.end_of_story(1)
    check(story, stripe_account)
    story.cancel(False)
    with pytest.raises(AssertionError):
        check(story, stripe_account)
