"""Endpoints that the account registers for its events, each with a secret of its own."""

import secrets

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import invalid, missing
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of

KIND = "webhook_endpoint"
URL = "/v1/webhook_endpoints"


@api("POST", URL, "url enabled_events description metadata api_version")
def create(stripe: Stripe, asked: Asked) -> Obj:
    """Its secret is told in this one answer and never again."""
    made = stripe.add(
        KIND,
        {
            "api_version": asked.text("api_version"),
            "application": None,
            "description": asked.text("description"),
            "enabled_events": _events(asked),
            "metadata": asked.metadata(),
            "status": "enabled",
            "url": _url(asked),
            "_secret": "whsec_" + secrets.token_hex(16),
        },
    )
    return {**made, "secret": made["_secret"]}


@api("GET", URL, "(page)")
def endpoints(stripe: Stripe, asked: Asked) -> Obj:
    return page_of(stripe, asked, stripe.some(KIND), URL)


@api("GET", f"{URL}/{{endpoint_id}}")
def retrieve(stripe: Stripe, asked: Asked, endpoint_id: str) -> Obj:
    return stripe.get(KIND, endpoint_id)


@api("POST", f"{URL}/{{endpoint_id}}", "url enabled_events description metadata disabled")
def update(stripe: Stripe, asked: Asked, endpoint_id: str) -> Obj:
    found = stripe.get(KIND, endpoint_id)
    if "url" in asked:
        found["url"] = _url(asked)
    if "enabled_events" in asked:
        found["enabled_events"] = _events(asked)
    if "disabled" in asked:
        found["status"] = "disabled" if asked.flag("disabled") else "enabled"
    found["description"] = asked.text("description", found["description"])
    found["metadata"] = asked.metadata(found["metadata"])
    return found


@api("DELETE", f"{URL}/{{endpoint_id}}")
def delete(stripe: Stripe, asked: Asked, endpoint_id: str) -> Obj:
    found = stripe.get(KIND, endpoint_id)
    found["deleted"] = True
    return found


def _events(asked: Asked) -> list[str]:
    if not asked.texts("enabled_events"):
        raise missing("enabled_events")
    return asked.texts("enabled_events")


def _url(asked: Asked) -> str:
    url = asked.required("url")
    if not url.startswith(("http://", "https://")):
        raise invalid("url", "Invalid URL: An explicit scheme (such as https) must be provided.")
    return url
