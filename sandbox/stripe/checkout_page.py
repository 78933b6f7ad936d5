"""The hosted checkout: a page that a browser fills in, and the way back to the shop."""

from sandbox.pages import page, text
from sandbox.stripe.amounts import amount_of
from sandbox.stripe.completing import complete
from sandbox.stripe.delivery import stripe_of
from sandbox.stripe.discounts import code_named, coupon_of
from sandbox.stripe.errors import StripeError
from sandbox.stripe.lines import money, name_of
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.taxes import RATES
from sandbox.web.messages import Request, Response, html_response, redirect
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
PATH = "/c/pay/{session_id}"
COUNTRIES = sorted([*RATES, "CH", "GB", "NO", "US"])


def field(name: str, label: str, value: str = "", **more: str) -> str:
    """An input with its label."""
    extra = "".join(f' {k}="{text(v)}"' for k, v in more.items())
    return f'<label>{text(label)}<input name="{name}" value="{text(value)}"{extra}></label>'


def card_fields() -> str:
    return (
        field("card_number", "Card number", inputmode="numeric", autocomplete="cc-number")
        + field("expiry", "Expiration (MM / YY)", autocomplete="cc-exp")
        + field("cvc", "CVC", inputmode="numeric", autocomplete="cc-csc")
    )


@routes.add("GET", PATH)
def show(world: World, request: Request, session_id: str) -> Response:
    stripe = stripe_of(world)
    with stripe.lock:
        found = stripe.table("checkout.session").get(session_id)
        if found is None or found["status"] != "open":
            return _closed(found)
        return html_response(_page(stripe, found, {}))


@routes.add("POST", PATH)
def send(world: World, request: Request, session_id: str) -> Response:
    """The button pressed: `code` tries a promotion code, everything else pays."""
    stripe, form = stripe_of(world), request.form()
    with stripe.lock:
        found = stripe.table("checkout.session").get(session_id)
        if found is None or found["status"] != "open":
            return _closed(found)
        stripe.request = {"id": None, "idempotency_key": None}
        try:
            with stripe.changing():
                if form.get("deed") == "code":
                    return html_response(_with_code(stripe, found, form))
                done = complete(stripe, stripe.table("checkout.session")[session_id], form)
        except StripeError as refusal:
            again = stripe.table("checkout.session")[session_id]
            return html_response(_page(stripe, again, form, str(refusal)))
    return redirect(str(done["success_url"]).replace("{CHECKOUT_SESSION_ID}", session_id))


def _with_code(stripe: Stripe, session: Obj, form: dict[str, str]) -> str:
    code = code_named(stripe, form.get("promotion_code", ""), session["customer"])
    if code is None or not session["allow_promotion_codes"]:
        return _page(stripe, session, form, "This code is invalid.")
    found = {"coupon": code["promotion"]["coupon"], "promotion_code": code["id"]}
    session["_discounts"] = [found]
    session["discounts"] = [found]
    return _page(stripe, session, form)


def _closed(session: Obj | None) -> Response:
    if session and session["status"] == "complete":
        words = "You're all done here. This checkout was paid already."
    else:
        words = "Something went wrong: this checkout session is over or was never there."
    return html_response(page("Checkout | Stripe look-alike", f"<h1>{words}</h1>"), 404)


def _page(stripe: Stripe, session: Obj, form: dict[str, str], error: str = "") -> str:
    rows = "".join(_row(stripe, session, one) for one in session["_lines"])
    customer = stripe.table("customer").get(session["customer"] or "", {})
    email = session["customer_email"] or customer.get("email") or form.get("email", "")
    days = session["_data"]["days"]
    action = f"/stripe/c/pay/{session['id']}"
    title = f"Try for {days} days" if days else "Subscribe"
    fields = field("email", "Email", email, type="email", **({"readonly": ""} if customer else {}))
    fields += card_fields()
    fields += field("name", "Cardholder name", form.get("name") or customer.get("name") or "")
    fields += _countries(form.get("country") or (customer.get("address") or {}).get("country"))
    if session["tax_id_collection"]["enabled"]:
        fields += field("tax_id", "VAT number (for businesses)", form.get("tax_id", ""))
    failed = f'<p class="error" role="alert">{text(error)}</p>' if error else ""
    back = session["cancel_url"]
    body = (
        '<p class="brand">Stripe look-alike <span class="tag">sandbox</span></p>'
        f"<h1>{title}</h1><table>{rows}</table>{_discounts(stripe, session)}{failed}"
        f'<form class="rows" method="post" action="{action}">{fields}'
        f'<button name="deed" value="pay">{"Start trial" if days else "Subscribe"}</button>'
        f"{_code(session)}</form>"
        + (f'<p><a href="{text(back)}">Back</a></p>' if back else "")
        + '<p class="note">4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined, '
        "4000 0000 0000 0341 fails later. No money moves; this is no real Stripe.</p>"
    )
    return page("Checkout | Stripe look-alike", body)


def _row(stripe: Stripe, session: Obj, line: Obj) -> str:
    price = stripe.table("price")[line["price"]]
    every = text(price["recurring"]["interval"])
    if line["quantity"] is None:
        return f"<tr><td>{text(name_of(stripe, price))}</td><td>by use</td></tr>"
    amount = money(amount_of(price, session["currency"], line["quantity"]), session["currency"])
    name = f"{text(name_of(stripe, price))} × {line['quantity']}"
    return f"<tr><td>{name}</td><td>{amount} / {every}</td></tr>"


def _discounts(stripe: Stripe, session: Obj) -> str:
    found = [coupon_of(stripe, {"source": one}) for one in session["_discounts"]]
    names = [one["name"] or one["id"] for one in found]
    return "".join(f"<p>Discount: <strong>{text(name)}</strong></p>" for name in names)


def _code(session: Obj) -> str:
    if not session["allow_promotion_codes"]:
        return ""
    box = field("promotion_code", "Promotion code")
    return f'{box}<button class="quiet" name="deed" value="code">Apply</button>'


def _countries(chosen: str | None) -> str:
    options = "".join(
        f'<option value="{one}"{" selected" if one == (chosen or "DK") else ""}>{one}</option>'
        for one in COUNTRIES
    )
    return f'<label>Country<select name="country">{options}</select></label>'
