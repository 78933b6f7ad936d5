"""The hosted page of an invoice, where it can be paid, and its PDF."""

from sandbox.pages import page, text
from sandbox.stripe.cards import attach, new_card
from sandbox.stripe.checkout_page import card_fields
from sandbox.stripe.completing import expiry_of
from sandbox.stripe.delivery import stripe_of
from sandbox.stripe.errors import StripeError
from sandbox.stripe.lines import money
from sandbox.stripe.paying import collect, words_of
from sandbox.stripe.pdf import pdf_of
from sandbox.stripe.periods import day_text
from sandbox.stripe.state import Obj, Stripe
from sandbox.web.messages import Request, Response, html_response, redirect
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()


def _found(stripe: Stripe, token: str) -> Obj | None:
    return next(iter(stripe.some("invoice", _token=token)), None)


@routes.add("GET", "/i/{token}")
def show(world: World, request: Request, token: str) -> Response:
    stripe = stripe_of(world)
    with stripe.lock:
        found = _found(stripe, token)
        return html_response(_page(found)) if found else _gone()


@routes.add("POST", "/i/{token}")
def pay(world: World, request: Request, token: str) -> Response:
    """Pay an open invoice by a card, which then becomes the subscription's."""
    stripe, form = stripe_of(world), request.form()
    with stripe.lock:
        try:
            with stripe.changing():
                found = _found(stripe, token)
                if found is None or found["status"] != "open":
                    return _gone()
                month, year = expiry_of(form.get("expiry", ""))
                made = new_card(stripe, form.get("card_number", ""), month, year)
                card = attach(stripe, made["id"], found["customer"])
                refusal = collect(stripe, found, card, by_hand=True)
        except StripeError as error:
            found = _found(stripe, token)
            return html_response(_page(found, str(error))) if found else _gone()
        if refusal:
            return html_response(_page(found, words_of(refusal)))
    return redirect(found["hosted_invoice_url"])


@routes.add("GET", "/i/{token}/pdf")
def pdf(world: World, request: Request, token: str) -> Response:
    stripe = stripe_of(world)
    with stripe.lock:
        found = _found(stripe, token)
        if found is None:
            return _gone()
        name = f"Invoice-{found['number']}.pdf"
        headers = {
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return Response(200, headers, [pdf_of(_texts(found))])


def _gone() -> Response:
    return html_response(page("Invoice | Stripe look-alike", "<h1>No such invoice</h1>"), 404)


def _rows(invoice: Obj) -> list[tuple[str, str]]:
    currency = invoice["currency"]
    rows = [(one["description"], money(one["amount"], currency)) for one in invoice["lines"]]
    off = sum(one["amount"] for one in invoice["total_discount_amounts"])
    tax = sum(one["amount"] for one in invoice["total_taxes"])
    reasons = {one["taxability_reason"] for one in invoice["total_taxes"]}
    rows.append(("Subtotal", money(invoice["subtotal"], currency)))
    if off:
        rows.append(("Discount", money(-off, currency)))
    words = "VAT: reverse charge" if "reverse_charge" in reasons else "VAT"
    return [
        *rows,
        (words, money(tax, currency)),
        ("Total", money(invoice["total"], currency)),
        ("Amount due", money(invoice["amount_remaining"], currency)),
    ]


def _texts(invoice: Obj) -> list[str]:
    head = [f"Invoice {invoice['number']}", day_text(invoice["created"])]
    numbers = [f"VAT number {one['value']}" for one in invoice["customer_tax_ids"]]
    who = [str(invoice["customer_name"] or invoice["customer_email"] or ""), *numbers]
    return [*head, *who, "", *(f"{name}: {worth}" for name, worth in _rows(invoice))]


def _page(invoice: Obj, error: str = "") -> str:
    rows = "".join(f"<tr><td>{text(n)}</td><td>{text(w)}</td></tr>" for n, w in _rows(invoice))
    failed = f'<p class="error" role="alert">{text(error)}</p>' if error else ""
    form = (
        f'<form class="rows" method="post" action="/stripe/i/{invoice["_token"]}">'
        f"{card_fields()}<button>Pay</button></form>"
    )
    body = (
        '<p class="brand">Stripe look-alike <span class="tag">sandbox</span></p>'
        f"<h1>Invoice {text(invoice['number'])}</h1><p>{text(invoice['status'])}, "
        f"{day_text(invoice['created'])}</p><table>{rows}</table>{failed}"
        f'<p><a href="/stripe/i/{invoice["_token"]}/pdf">Download invoice</a></p>'
        + (form if invoice["status"] == "open" else "")
    )
    return page("Invoice | Stripe look-alike", body)
