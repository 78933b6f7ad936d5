"""Stripe's own library over our one way out; imported when something is asked, not before."""

from collections.abc import Mapping
from typing import Any

import httpx
import stripe
from django.conf import settings

from accounts.egress import EgressRefused, open_client
from billing.gateway import API_VERSION, STRIPE

__all__ = ["Egress", "open_stripe", "stripe"]

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
RETRIES = 2


class Egress(stripe.HTTPClient):
    """Carries each request of the library by accounts.egress: its hosts, bounds and time limits."""

    name = "egress"

    def __init__(self) -> None:
        super().__init__(verify_ssl_certs=True)
        self._client = open_client(
            STRIPE, connect_seconds=CONNECT_SECONDS, read_seconds=READ_SECONDS
        )

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_more: Any,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """The answer as the library wants it; what did not arrive may be tried again."""
        try:
            answer = self._client.request(method, url, headers=headers, content=post_data)
        except EgressRefused as error:
            raise _unreached(str(error), again=False) from error
        except httpx.HTTPError as error:
            raise _unreached(type(error).__name__, again=True) from error
        return answer.content, answer.status_code, answer.headers

    def close(self) -> None:
        self._client.close()


def _unreached(why: str, *, again: bool) -> stripe.StripeError:
    found: stripe.StripeError = stripe.APIConnectionError(why, should_retry=again)  # type: ignore[no-untyped-call]
    return found


def open_stripe(transport: Egress) -> Any:
    """A client of the pinned version; a request that is tried again keeps its idempotency key."""
    # Else each request would carry how long the one before took.
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        stripe_version=API_VERSION,
        base_addresses={"api": settings.STRIPE_API_BASE},
        http_client=transport,
        max_network_retries=RETRIES,
    )
