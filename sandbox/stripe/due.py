"""What time brings by itself: trial ends, renewals, dunning, ends; one thing after another."""

from collections.abc import Callable, Iterator
from functools import partial

from sandbox.stripe.answering import BEFORE
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.paying import collect
from sandbox.stripe.periods import DAY, HOUR
from sandbox.stripe.renewing import go_on, send, span_of
from sandbox.stripe.standing import expire_incomplete
from sandbox.stripe.state import Obj, Stripe

Deed = tuple[int, Callable[[], object]]
RUNNING = ("trialing", "active", "past_due", "unpaid")


def advance(stripe: Stripe, clock: Obj | None, until: int) -> None:
    """Let all happen that is due until a moment, each at its own time."""
    name = clock["id"] if clock else None
    try:
        while due := min(_deeds(stripe, name), key=lambda one: one[0], default=None):
            at, deed = due
            if at > until:
                break
            _set(stripe, clock, at)
            deed()
    finally:
        stripe.told_at = None
    if clock:
        clock["frozen_time"] = until


def _set(stripe: Stripe, clock: Obj | None, at: int) -> None:
    """A deed is told at its own moment, but never before what was told already."""
    if clock:
        clock["frozen_time"] = max(at, clock["frozen_time"])
    else:
        stripe.told_at = max(at, stripe.told_at or at)


def catch_up(stripe: Stripe) -> None:
    """What real time has brought since the last request."""
    now = stripe.now()
    if any(at <= now for at, _ in _deeds(stripe, None)):
        advance(stripe, None, now)


def _deeds(stripe: Stripe, clock: str | None) -> Iterator[Deed]:
    for one in stripe.some("subscription"):
        if stripe.clock_of(one) == clock:
            yield from _of_subscription(stripe, one)
    for one in stripe.some("invoice"):
        if stripe.clock_of(one) == clock:
            yield from _of_invoice(stripe, one)
    if clock is None:
        for one in stripe.some("checkout.session", status="open"):
            yield one["expires_at"], partial(_expire, stripe, one)


def _of_subscription(stripe: Stripe, one: Obj) -> Iterator[Deed]:
    if one["status"] == "incomplete":
        yield one["created"] + 23 * HOUR, partial(expire_incomplete, stripe, one)
    if one["status"] not in RUNNING:
        return
    end = span_of(stripe, one)[1]
    leaving = one["cancel_at"]
    yield (min(end, leaving) if leaving else end), partial(_go_on, stripe, one, leaving)
    if one["status"] == "trialing" and not one.get("_is_told"):
        yield max(one["created"], end - 3 * DAY), partial(_tell_end, stripe, one)
    pause = one["pause_collection"]
    if pause and pause["resumes_at"]:
        yield pause["resumes_at"], partial(_unpause, stripe, one)


def _go_on(stripe: Stripe, one: Obj, leaving: int | None) -> None:
    if leaving and leaving < span_of(stripe, one)[1]:
        for item in one["_items"]:
            stripe.table("subscription_item")[item]["current_period_end"] = leaving
    go_on(stripe, one)


def _tell_end(stripe: Stripe, one: Obj) -> None:
    one["_is_told"] = True
    happened(stripe, "customer.subscription.trial_will_end", one)


def _unpause(stripe: Stripe, one: Obj) -> None:
    with telling(stripe, "customer.subscription.updated", one):
        one["pause_collection"] = None


def _of_invoice(stripe: Stripe, one: Obj) -> Iterator[Deed]:
    if one["status"] == "draft" and one["automatically_finalizes_at"] and one["auto_advance"]:
        yield one["automatically_finalizes_at"], partial(send, stripe, one)
    if one["status"] == "open" and one["next_payment_attempt"]:
        yield one["next_payment_attempt"], partial(collect, stripe, one)


def _expire(stripe: Stripe, one: Obj) -> None:
    one |= {"status": "expired", "url": None}
    happened(stripe, "checkout.session.expired", one)


BEFORE.append(catch_up)
