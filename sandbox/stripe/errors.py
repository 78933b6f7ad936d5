"""Refusals in Stripe's shape: {"error": {"type", "code", "message", "param", ...}}."""

from typing import Any

from sandbox.web.messages import Refusal, Response, json_response

DOCS = "https://stripe.com/docs/error-codes/"
# decline code -> what Stripe's card errors say of it
DECLINES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_number": "Your card number is incorrect.",
    "incorrect_cvc": "Your card's security code is incorrect.",
}


class StripeError(Refusal):
    """An error answer; `keeps` says that what happened until then stays, as after a decline."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        keeps: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps = keeps
        told = {name: value for name, value in more.items() if value is not None}
        self.error = {"message": message, "type": kind, **told}
        if code := told.get("code"):
            self.error["doc_url"] = DOCS + str(code).replace("_", "-")

    def response(self) -> Response:
        return json_response({"error": self.error}, self.status)


def missing(param: str) -> StripeError:
    """The answer where a required parameter is not given."""
    text = f"Missing required param: {param}."
    return StripeError(text, code="parameter_missing", param=param)


def unknown(param: str) -> StripeError:
    """The answer to a parameter that this look-alike does not know: nothing is passed over."""
    text = f"Received unknown parameter: {param}"
    return StripeError(text, code="parameter_unknown", param=param)


def invalid(param: str, text: str, code: str | None = None) -> StripeError:
    return StripeError(text, param=param, code=code)


def no_such(kind: str, found: str, param: str | None = None) -> StripeError:
    """404 for what an address names, 400 for what a parameter names."""
    words = kind.rpartition(".")[2].replace("_", " ").replace(" ", "_")
    text = f"No such {words}: '{found}'"
    status = 404 if param in (None, "id") else 400
    return StripeError(text, status=status, code="resource_missing", param=param or "id")


def declined(code: str, *, keeps: bool = False, **more: Any) -> StripeError:
    """402 with a card's error; codes that are no reason of a bank are their own code."""
    is_own = code in ("expired_card", "incorrect_number", "incorrect_cvc")
    return StripeError(
        DECLINES[code],
        status=402,
        kind="card_error",
        keeps=keeps,
        code=code if is_own else "card_declined",
        decline_code=None if code.startswith("incorrect") else code,
        **more,
    )


def wrong_key(key: str | None) -> StripeError:
    """401: no key, or one that opens nothing."""
    if key is None:
        text = (
            "You did not provide an API key. You need to provide your API key in the Authorization "
            "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
        return StripeError(text, status=401)
    shown = f"{key[:8]}{'*' * 12}{key[-4:]}" if len(key) > 12 else "*" * len(key)
    return StripeError(f"Invalid API Key provided: {shown}", status=401)


def too_many() -> StripeError:
    text = "Request rate limit exceeded. Learn more at https://stripe.com/docs/rate-limits."
    return StripeError(text, status=429, code="rate_limit")


def own_failure() -> StripeError:
    text = "Something went wrong on Stripe's end."
    return StripeError(text, status=500, kind="api_error")
