"""Sessions of the customer portal, and what its configurations allow."""

import secrets

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import invalid
from sandbox.stripe.happenings import happened
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of

SESSION = "billing_portal.session"
CONFIGURATION = "billing_portal.configuration"
URL = "/v1/billing_portal/configurations"
_NAMES = "active business_profile default_return_url features metadata name login_page"
# feature -> whether it is on where nothing was said
FEATURES = {
    "customer_update": False,
    "invoice_history": True,
    "payment_method_update": True,
    "subscription_cancel": True,
    "subscription_update": False,
}
FLOWS = ("payment_method_update", "subscription_cancel", "subscription_update", "customer_update")


def new_configuration(stripe: Stripe, *, is_default: bool) -> Obj:
    profile = dict.fromkeys(("headline", "privacy_policy_url", "terms_of_service_url"))
    return stripe.add(
        CONFIGURATION,
        {
            "active": True,
            "application": None,
            "business_profile": profile,
            "default_return_url": None,
            "features": {name: {"enabled": on} for name, on in FEATURES.items()},
            "is_default": is_default,
            "login_page": {"enabled": False, "url": None},
            "metadata": {},
            "name": None,
            "updated": stripe.now(),
        },
    )


def default_configuration(stripe: Stripe) -> Obj:
    """The one that the Dashboard would have; there from the first session on."""
    found = stripe.some(CONFIGURATION, is_default=True)
    return found[0] if found else new_configuration(stripe, is_default=True)


@api("POST", URL, _NAMES)
def create(stripe: Stripe, asked: Asked) -> Obj:
    made = new_configuration(stripe, is_default=False)
    for feature in made["features"].values():
        feature["enabled"] = False
    _write(made, asked)
    happened(stripe, "billing_portal.configuration.created", made)
    return made


@api("GET", URL, "(page) active is_default")
def configurations(stripe: Stripe, asked: Asked) -> Obj:
    wanted = {k: asked.flag(k) for k in ("active", "is_default") if k in asked}
    return page_of(stripe, asked, stripe.some(CONFIGURATION, **wanted), URL)


@api("GET", f"{URL}/{{configuration_id}}")
def retrieve(stripe: Stripe, asked: Asked, configuration_id: str) -> Obj:
    return stripe.get(CONFIGURATION, configuration_id)


@api("POST", f"{URL}/{{configuration_id}}", _NAMES)
def update(stripe: Stripe, asked: Asked, configuration_id: str) -> Obj:
    found = stripe.get(CONFIGURATION, configuration_id)
    _write(found, asked)
    found["updated"] = stripe.now()
    happened(stripe, "billing_portal.configuration.updated", found)
    return found


def _write(configuration: Obj, asked: Asked) -> None:
    features = asked.part("features")
    features.only(FEATURES)
    for name in features.values:
        part = features.part(name)
        known = configuration["features"][name]
        known["enabled"] = part.flag("enabled", known["enabled"])
        known |= {k: v for k, v in part.values.items() if k != "enabled"}
        if "allowed_updates" in known and isinstance(known["allowed_updates"], dict):
            known["allowed_updates"] = list(known["allowed_updates"].values())
    profile = asked.part("business_profile")
    profile.only(configuration["business_profile"])
    configuration["business_profile"] |= profile.values
    configuration["active"] = asked.flag("active", configuration["active"])
    configuration["metadata"] = asked.metadata(configuration["metadata"])
    for name in ("default_return_url", "name"):
        configuration[name] = asked.text(name, configuration[name])


@api(
    "POST",
    "/v1/billing_portal/sessions",
    "customer configuration return_url flow_data locale",
)
def open_session(stripe: Stripe, asked: Asked) -> Obj:
    customer = stripe.get("customer", asked.required("customer"), "customer")
    name = asked.text("configuration")
    chosen = (
        stripe.get(CONFIGURATION, name, "configuration") if name else default_configuration(stripe)
    )
    flow, token = asked.part("flow_data"), "test_" + secrets.token_urlsafe(24)
    kind = flow.word("type", FLOWS)
    if kind and not chosen["features"][kind]["enabled"]:
        text = f"This feature is not enabled in the portal configuration: {kind}"
        raise invalid("flow_data[type]", text)
    return stripe.add(
        SESSION,
        {
            "configuration": chosen["id"],
            "created": stripe.now(),
            "customer": customer["id"],
            "customer_account": None,
            "flow": {**flow.values, "type": kind} if kind else None,
            "locale": asked.text("locale"),
            "on_behalf_of": None,
            "return_url": asked.text("return_url") or chosen["default_return_url"],
            "url": f"{stripe.browser_origin}/p/session/{token}",
            "_token": token,
        },
    )
