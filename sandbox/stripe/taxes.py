"""Value added tax as a Danish seller charges it, computed simply.

Automatic tax: Danish customers pay 25 %; customers elsewhere in the EU with an EU VAT number pay
none and owe it themselves (reverse charge), without one they pay their country's standard rate;
outside of the EU nothing is collected.
"""

from sandbox.stripe.amounts import percent, share
from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of

HOME = "DK"
# the standard rates of 2026
RATES = {
    "AT": 20.0, "BE": 21.0, "BG": 20.0, "CY": 19.0, "CZ": 21.0, "DE": 19.0, "DK": 25.0,
    "EE": 24.0, "ES": 21.0, "FI": 25.5, "FR": 20.0, "GR": 24.0, "HR": 25.0, "HU": 27.0,
    "IE": 23.0, "IT": 22.0, "LT": 21.0, "LU": 17.0, "LV": 21.0, "MT": 18.0, "NL": 21.0,
    "PL": 23.0, "PT": 23.0, "RO": 21.0, "SE": 25.0, "SI": 22.0, "SK": 23.0,
}  # fmt: skip


def country_of(customer: Obj) -> str | None:
    return (customer["address"] or {}).get("country")


def automatic(stripe: Stripe, customer: Obj) -> tuple[Obj, str] | None:
    """(tax rate, taxability_reason) for a customer; None without an address."""
    country = country_of(customer)
    if country is None:
        return None
    if country not in RATES:
        return rate_for(stripe, country, 0.0), "not_collecting"
    numbers = stripe.some("tax_id", customer=customer["id"], type="eu_vat")
    if customer["tax_exempt"] == "exempt":
        return rate_for(stripe, country, 0.0), "customer_exempt"
    if customer["tax_exempt"] == "reverse" or (country != HOME and numbers):
        return rate_for(stripe, country, 0.0), "reverse_charge"
    return rate_for(stripe, country, RATES[country]), "standard_rated"


def rate_for(stripe: Stripe, country: str, percentage: float) -> Obj:
    for one in stripe.some("tax_rate", country=country, percentage=percentage):
        if one["_automatic"]:
            return one
    return new_rate(stripe, "VAT", percentage, country=country, is_automatic=True)


def new_rate(
    stripe: Stripe,
    name: str,
    percentage: float,
    *,
    country: str | None = None,
    inclusive: bool = False,
    is_automatic: bool = False,
) -> Obj:
    return stripe.add(
        "tax_rate",
        {
            "active": True,
            "country": country,
            "description": None,
            "display_name": name,
            "effective_percentage": percentage if is_automatic else None,
            "flat_amount": None,
            "inclusive": inclusive,
            "jurisdiction": country,
            "jurisdiction_level": "country" if is_automatic else None,
            "metadata": {},
            "percentage": percentage,
            "rate_type": "percentage",
            "state": None,
            "tax_type": "vat",
            "_automatic": is_automatic,
        },
    )


def taxed(amount: int, rate: Obj, reason: str, *, inclusive: bool) -> Obj:
    """One entry of `taxes`: the tax of an amount, inside of it or on top."""
    rated = float(rate["percentage"])
    tax = percent(amount, rated)
    if inclusive:  # in thousandths, so that 25.5 % stays exact
        tax = share(amount, round(rated * 10), 1000 + round(rated * 10))
    return {
        "amount": tax,
        "tax_behavior": "inclusive" if inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": reason,
        "taxable_amount": amount - tax if inclusive else amount,
        "type": "tax_rate_details",
    }


_MAKING = "active country description display_name inclusive jurisdiction metadata percentage state"


@api("POST", "/v1/tax_rates", f"{_MAKING} tax_type")
def create(stripe: Stripe, asked: Asked) -> Obj:
    percentage = float(asked.required("percentage"))
    country, inclusive = asked.text("country"), asked.flag("inclusive")
    name = asked.required("display_name")
    made = new_rate(stripe, name, percentage, country=country, inclusive=inclusive)
    made["description"] = asked.text("description")
    made["metadata"] = asked.metadata()
    happened(stripe, "tax_rate.created", made)
    return made


@api("GET", "/v1/tax_rates", "(page) active inclusive")
def rates(stripe: Stripe, asked: Asked) -> Obj:
    return page_of(stripe, asked, stripe.some("tax_rate"), "/v1/tax_rates")


@api("GET", "/v1/tax_rates/{rate_id}")
def retrieve(stripe: Stripe, asked: Asked, rate_id: str) -> Obj:
    return stripe.get("tax_rate", rate_id)


@api("POST", "/v1/tax_rates/{rate_id}", "active description display_name metadata")
def update(stripe: Stripe, asked: Asked, rate_id: str) -> Obj:
    found = stripe.get("tax_rate", rate_id)
    with telling(stripe, "tax_rate.updated", found):
        found["active"] = asked.flag("active", found["active"])
        found["display_name"] = asked.text("display_name", found["display_name"])
        found["metadata"] = asked.metadata(found["metadata"])
    return found
