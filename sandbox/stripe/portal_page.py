"""The hosted portal: a customer changes the card, cancels, resumes, and reads invoices."""

from sandbox.pages import page, text
from sandbox.stripe.asked import Asked
from sandbox.stripe.cards import attach, default_card, new_card
from sandbox.stripe.changing import change
from sandbox.stripe.checkout_page import card_fields
from sandbox.stripe.completing import expiry_of
from sandbox.stripe.delivery import stripe_of
from sandbox.stripe.errors import StripeError
from sandbox.stripe.happenings import telling
from sandbox.stripe.lines import money, name_of, price_of
from sandbox.stripe.periods import day_text
from sandbox.stripe.portal import SESSION
from sandbox.stripe.renewing import span_of
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.subscribing import items_of
from sandbox.web.messages import Request, Response, html_response, redirect
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
PATH = "/p/session/{token}"


def _found(stripe: Stripe, token: str) -> Obj | None:
    return next(iter(stripe.some(SESSION, _token=token)), None)


@routes.add("GET", PATH)
def show(world: World, request: Request, token: str) -> Response:
    stripe = stripe_of(world)
    with stripe.lock:
        found = _found(stripe, token)
        return html_response(_page(stripe, found)) if found else _gone()


@routes.add("POST", PATH)
def send(world: World, request: Request, token: str) -> Response:
    """Fields: deed (card, cancel or resume), subscription, and those of a card."""
    stripe, form = stripe_of(world), request.form()
    with stripe.lock:
        stripe.request = {"id": None, "idempotency_key": None}
        try:
            with stripe.changing():
                found = _found(stripe, token)
                if found is None:
                    return _gone()
                _carry_out(stripe, found, form)
        except StripeError as refusal:
            again = _found(stripe, token)
            return html_response(_page(stripe, again, str(refusal))) if again else _gone()
    return redirect(f"/stripe/p/session/{token}")


def _carry_out(stripe: Stripe, session: Obj, form: dict[str, str]) -> None:
    deed, customer = form.get("deed"), stripe.get("customer", session["customer"])
    allowed = _features(stripe, session)
    if deed == "card" and allowed["payment_method_update"]["enabled"]:
        _change_card(stripe, customer, form)
    if deed in ("cancel", "resume") and allowed["subscription_cancel"]["enabled"]:
        one = stripe.get("subscription", form.get("subscription"))
        if one["customer"] == customer["id"]:
            wanted = "true" if deed == "cancel" else "false"
            change(stripe, one, Asked({"cancel_at_period_end": wanted}))


def _change_card(stripe: Stripe, customer: Obj, form: dict[str, str]) -> None:
    """The new card pays for everything from now on."""
    month, year = expiry_of(form.get("expiry", ""))
    made = new_card(stripe, form.get("card_number", ""), month, year)
    card = attach(stripe, made["id"], customer["id"])
    with telling(stripe, "customer.updated", customer):
        customer["invoice_settings"]["default_payment_method"] = card["id"]
    for one in stripe.some("subscription", customer=customer["id"]):
        if one["default_payment_method"]:
            with telling(stripe, "customer.subscription.updated", one):
                one["default_payment_method"] = card["id"]


def _features(stripe: Stripe, session: Obj) -> Obj:
    found: Obj = stripe.table("billing_portal.configuration")[session["configuration"]]["features"]
    return found


def _gone() -> Response:
    return html_response(page("Billing | Stripe look-alike", "<h1>This link is over</h1>"), 404)


def _page(stripe: Stripe, session: Obj, error: str = "") -> str:
    customer = stripe.get("customer", session["customer"])
    action = f'method="post" action="/stripe/p/session/{session["_token"]}"'
    allowed = _features(stripe, session)
    parts = [
        _subscription(stripe, one, action, can_cancel=allowed["subscription_cancel"]["enabled"])
        for one in stripe.some("subscription", customer=customer["id"])
        if one["status"] != "canceled"
    ]
    if allowed["payment_method_update"]["enabled"]:
        parts.append(_card(stripe, customer, action))
    if allowed["invoice_history"]["enabled"]:
        parts.append(_invoices(stripe, customer))
    back = session["return_url"]
    failed = f'<p class="error" role="alert">{text(error)}</p>' if error else ""
    body = (
        '<p class="brand">Stripe look-alike <span class="tag">sandbox</span></p>'
        f"<h1>Billing of {text(customer['name'] or customer['email'])}</h1>{failed}{''.join(parts)}"
        + (f'<p><a href="{text(back)}">Return to Proactivox</a></p>' if back else "")
    )
    return page("Billing | Stripe look-alike", body, is_wide=True)


def _subscription(stripe: Stripe, one: Obj, action: str, *, can_cancel: bool) -> str:
    names = ", ".join(name_of(stripe, price_of(stripe, item)) for item in items_of(stripe, one))
    leaves = one["cancel_at"] is not None
    words = "Cancels on" if leaves else "Renews on"
    deed, label = (
        ("resume", "Don't cancel subscription") if leaves else ("cancel", "Cancel subscription")
    )
    form = (
        f"<form {action}>"
        f'<input type="hidden" name="subscription" value="{one["id"]}">'
        f'<button class="quiet" name="deed" value="{deed}">{label}</button></form>'
    )
    return (
        f"<article><h2>{text(names)}</h2><p class='note'>{text(one['status'])}. {words} "
        f"{day_text(span_of(stripe, one)[1])}</p>{form if can_cancel else ''}</article>"
    )


def _card(stripe: Stripe, customer: Obj, action: str) -> str:
    subscriptions = stripe.some("subscription", customer=customer["id"])
    card = default_card(stripe, customer, subscriptions[-1] if subscriptions else None)
    now = f"{card['card']['brand']} ending in {card['card']['last4']}" if card else "No card yet"
    return (
        f'<article><h2>Payment method</h2><p>{text(now)}</p><form class="rows" {action}>'
        f'{card_fields()}<button name="deed" value="card">Update card</button></form></article>'
    )


def _invoices(stripe: Stripe, customer: Obj) -> str:
    rows = "".join(
        f'<tr><td><a href="/stripe/i/{one["_token"]}">{text(one["number"])}</a></td>'
        f"<td>{text(one['status'])}</td><td>{money(one['total'], one['currency'])}</td></tr>"
        for one in reversed(stripe.some("invoice", customer=customer["id"]))
        if one["number"]
    )
    return f"<article><h2>Invoices</h2><table>{rows}</table></article>"
