"""Changes of a subscription: items, prorations, trial, cancellation, pause."""

from sandbox.stripe import discounts as discounting
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, declined, invalid
from sandbox.stripe.happenings import telling
from sandbox.stripe.invoicing import new_invoice, pending_lines, take_items
from sandbox.stripe.items import change_items
from sandbox.stripe.lines import price_of
from sandbox.stripe.periods import pace
from sandbox.stripe.prorating import keep_for_later, prorations
from sandbox.stripe.renewing import begin_period, licence_lines, send, span_of, usage_lines
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.subscribing import items_of

BEHAVIORS = ("create_prorations", "always_invoice", "none")
PAYMENT = ("allow_incomplete", "default_incomplete", "error_if_incomplete")


def change(
    stripe: Stripe, subscription: Obj, asked: Asked, *, is_preview: bool = False
) -> Obj | None:
    """Carry out an update; the invoice that it makes at once, if it makes one."""
    if subscription["status"] in ("canceled", "incomplete_expired"):
        text = "A canceled subscription can only update its cancellation_details and metadata."
        raise StripeError(text)
    with telling(stripe, "customer.subscription.updated", subscription):
        _write_discounts(stripe, subscription, asked)
        _write_cancellation(stripe, subscription, asked)
        _write_pause(subscription, asked)
        invoice = _change_items(stripe, subscription, asked)
    if invoice is None or is_preview:
        return invoice
    behavior = asked.word("payment_behavior", PAYMENT, "allow_incomplete")
    if behavior == "default_incomplete":
        return invoice
    refusal = send(stripe, invoice)
    if refusal and behavior == "error_if_incomplete":
        raise declined(refusal)
    return invoice


def _change_items(stripe: Stripe, subscription: Obj, asked: Asked) -> Obj | None:
    """Items, trial and anchor together decide what is credited, charged and when."""
    behavior = asked.word("proration_behavior", BEHAVIORS, "create_prorations")
    before = [pace(price_of(stripe, one)) for one in items_of(stripe, subscription)]
    at = asked.whole("proration_date") or stripe.time_of(subscription)
    span = span_of(stripe, subscription)
    if not span[0] <= at <= span[1]:
        text = "Cannot specify `proration_date` outside of the current period."
        raise invalid("proration_date", text)
    changes = change_items(stripe, subscription, asked.parts("items"))
    paces = {pace(price_of(stripe, one)) for one in items_of(stripe, subscription)}
    if len(paces) > 1:
        raise StripeError("This look-alike bills all items of a subscription at one interval.")
    was_trial = subscription["status"] == "trialing"
    if "trial_end" in asked and not _ends_trial(stripe, subscription, asked):
        return None
    is_trial = subscription["status"] == "trialing"
    resets = was_trial and not is_trial
    if not is_trial:
        resets = resets or before[0] not in paces or asked.text("billing_cycle_anchor") == "now"
    lines: list[Obj] = []
    if not was_trial and behavior != "none":
        lines = prorations(stripe, subscription, changes, at, credits_all=resets)
    if resets:
        lines = _restart(stripe, subscription, lines)
    elif not lines or behavior == "create_prorations":
        keep_for_later(stripe, subscription, lines)
        return None
    return _invoice(stripe, subscription, lines)


def _ends_trial(stripe: Stripe, subscription: Obj, asked: Asked) -> bool:
    """Whether the trial ends now; another moment makes or moves one."""
    wanted, now = asked.text("trial_end"), stripe.time_of(subscription)
    if wanted == "now":
        if subscription["status"] == "trialing":
            subscription |= {"status": "active", "trial_end": now}
        return True
    end = asked.whole("trial_end") or 0
    if end <= now:
        raise invalid("trial_end", "Timestamp must be an integer Unix timestamp in the future.")
    subscription |= {"status": "trialing", "trial_end": end, "billing_cycle_anchor": end}
    subscription["trial_start"] = subscription["trial_start"] or now
    for one in items_of(stripe, subscription):
        one["current_period_end"] = end
    return False


def _restart(stripe: Stripe, subscription: Obj, lines: list[Obj]) -> list[Obj]:
    """A new period from now, paid in full at once."""
    now = stripe.time_of(subscription)
    used = usage_lines(stripe, subscription, (span_of(stripe, subscription)[0], now))
    subscription["billing_cycle_anchor"] = now
    begin_period(stripe, subscription, now)
    return lines + licence_lines(stripe, subscription) + used


def _invoice(stripe: Stripe, subscription: Obj, lines: list[Obj]) -> Obj:
    customer = stripe.table("customer")[subscription["customer"]]
    lines = lines + pending_lines(stripe, customer, subscription)
    invoice = new_invoice(
        stripe,
        customer,
        lines,
        "subscription_update",
        subscription["currency"],
        subscription=subscription,
        span=span_of(stripe, subscription),
    )
    take_items(stripe, invoice)
    return invoice


def _write_discounts(stripe: Stripe, subscription: Obj, asked: Asked) -> None:
    if "discounts" not in asked:
        return
    customer = subscription["customer"]
    found = discounting.asked_discounts(stripe, asked, customer)
    subscription["discounts"] = [
        discounting.redeem(stripe, one, customer, subscription["id"]) for one in found
    ]


def _write_cancellation(stripe: Stripe, subscription: Obj, asked: Asked) -> None:
    details = asked.part("cancellation_details")
    for name in ("comment", "feedback"):
        if name in details:
            subscription["cancellation_details"][name] = details.text(name)
    now, end = stripe.time_of(subscription), span_of(stripe, subscription)[1]
    if "cancel_at_period_end" in asked:
        leaves = asked.flag("cancel_at_period_end")
        at = end if leaves else None
        subscription |= {"cancel_at_period_end": leaves, "cancel_at": at}
    elif "cancel_at" in asked:
        wanted = asked.text("cancel_at")
        is_end = wanted in ("min_period_end", "max_period_end")
        subscription["cancel_at"] = end if is_end else asked.whole("cancel_at")
        subscription["cancel_at_period_end"] = False
    else:
        return
    leaves = subscription["cancel_at"] is not None
    subscription["canceled_at"] = now if leaves else None
    subscription["cancellation_details"]["reason"] = "cancellation_requested" if leaves else None


def _write_pause(subscription: Obj, asked: Asked) -> None:
    if "pause_collection" not in asked:
        return
    part = asked.part("pause_collection")
    ways = ("keep_as_draft", "mark_uncollectible", "void")
    behavior = part.word("behavior", ways)
    resumes_at = part.whole("resumes_at")
    pause = {"behavior": behavior, "resumes_at": resumes_at}
    subscription["pause_collection"] = pause if behavior else None
