"""The way of every API request: key, parameters, idempotency, expansion, headers."""

import hashlib
import secrets
from base64 import b64decode
from collections.abc import Callable
from functools import partial

import orjson

from sandbox.stripe.asked import Asked
from sandbox.stripe.delivery import stripe_of
from sandbox.stripe.errors import StripeError, wrong_key
from sandbox.stripe.state import API_VERSION, Obj, Stripe
from sandbox.stripe.views import PAGING, expanded, shown
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

Deed = Callable[..., Obj]
routes: Routes[World] = Routes()
# what is done before each request: time has passed
BEFORE: list[Callable[[Stripe], None]] = []


def api(method: str, path: str, names: str = "") -> Callable[[Deed], Deed]:
    """Register a deed (stripe, asked, **ids) -> object or list; `names` are its parameters."""
    known = {"expand", *names.split(), *(PAGING if "(page)" in names else ())}

    def register(deed: Deed) -> Deed:
        @routes.add(method, path)
        def endpoint(world: World, request: Request, **ids: str) -> Response:
            return _answer(world, request, deed, known, ids)

        return deed

    return register


def _answer(
    world: World, request: Request, deed: Deed, known: set[str], ids: dict[str, str]
) -> Response:
    stripe = stripe_of(world)
    told = {"Request-Id": "req_" + secrets.token_urlsafe(10)[:14].replace("-", "a")}
    told["Stripe-Version"] = request.headers.get("stripe-version", API_VERSION)
    told["Stripe-Should-Retry"] = "false"
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key:
        told["Idempotency-Key"] = key
    try:
        _check_key(world, request)
        with stripe.lock:
            doing = partial(_do, stripe, request, deed, known, ids)
            response = _once(stripe, request, key, told, doing)
    except StripeError as refusal:
        response = _refused(refusal, told["Request-Id"])
    response.headers = {**told, **response.headers}
    return response


def _check_key(world: World, request: Request) -> None:
    key = request.bearer
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        key = b64decode(token + "==").decode("utf-8", "replace").partition(":")[0]
    if key is None or not secrets.compare_digest(key, world.clients["stripe"].client_secret):
        raise wrong_key(key)


def _do(
    stripe: Stripe, request: Request, deed: Deed, known: set[str], ids: dict[str, str]
) -> Response:
    asked = Asked.of(request)
    asked.only(known)
    with stripe.changing():
        for passing in BEFORE:
            passing(stripe)
    with stripe.changing():
        found = deed(stripe, asked, **ids)
        answer = shown(stripe, found) if "object" in found and found["object"] != "list" else found
        answer = expanded(stripe, _copied(answer), asked.texts("expand"))
    return json_response(answer)


def _copied(answer: Obj) -> Obj:
    found: Obj = orjson.loads(orjson.dumps(answer))
    return found


def _once(
    stripe: Stripe,
    request: Request,
    key: str | None,
    told: dict[str, str],
    deed: Callable[[], Response],
) -> Response:
    """With an idempotency key, the first answer again; raises StripeError for another body."""
    stripe.request = {"id": told["Request-Id"], "idempotency_key": key}
    if key is None:
        return _tried(deed, told["Request-Id"])
    mark = hashlib.sha256(f"{request.path}\n".encode() + request.body).hexdigest()
    if known := stripe.replies.get(key):
        if known["mark"] != mark:
            raise _other_body(key)
        again = {"Original-Request": known["request"], "Idempotent-Replayed": "true"}
        return Response(known["status"], {**known["headers"], **again}, [known["body"]])
    response = _tried(deed, told["Request-Id"])
    if response.status in (200, 402, 500):  # what is refused before it begins is not kept
        stripe.replies[key] = {
            "mark": mark,
            "request": told["Request-Id"],
            "status": response.status,
            "headers": dict(response.headers),
            "body": b"".join(part for part in response.body if isinstance(part, bytes)),
        }
    return response


def _other_body(key: str) -> StripeError:
    text = (
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute another request."
    )
    return StripeError(text, kind="idempotency_error")


def _tried(deed: Callable[[], Response], request_id: str) -> Response:
    try:
        return deed()
    except StripeError as refusal:
        return _refused(refusal, request_id)


def _refused(refusal: StripeError, request_id: str) -> Response:
    path = f"https://dashboard.stripe.com/test/logs/{request_id}"
    refusal.error["request_log_url"] = path
    return refusal.response()


def no_address(world: World, request: Request, **ids: str) -> Response:
    """The answer below /v1 where nothing is."""
    text = f"Unrecognized request URL ({request.method}: {request.path})."
    return StripeError(text, status=404).response()
