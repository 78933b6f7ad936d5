"""One request on its way: faults, gate, endpoint, and the headers every answer carries."""

import gzip
import logging
import time
from dataclasses import replace

from sandbox import (
    chat,
    google_ads,
    google_analytics,
    google_oauth,
    hubspot,
    identity,
    mailbox,
    meta,
    stripe,
)
from sandbox.control import endpoints
from sandbox.google_ads import steering as google_ads_steering
from sandbox.google_analytics import manner as google_analytics_steering
from sandbox.google_oauth import steering as google_steering
from sandbox.hubspot import steering as hubspot_steering
from sandbox.identity import directory
from sandbox.meta import steering as meta_steering
from sandbox.salesforce import (
    bulk,
    bulk_results,
    consent,
    record_pages,
    resources,
    setup,
    tokens,
)
from sandbox.salesforce.errors import ApiError, OAuthError, not_found
from sandbox.soql import SoqlError
from sandbox.store import late
from sandbox.stripe import steering as stripe_steering
from sandbox.web.messages import FileSlice, Refusal, Request, Response, text_response
from sandbox.web.routing import Routes
from sandbox.world import World

log = logging.getLogger(__name__)
ZIP_FROM = 1024
# What a browser may be shown without TLS: pages, never an API.
PLAIN_PATHS = (
    "/services/oauth2/authorize",
    setup.PATH,
    "/mail",
    "/chat",
    "/google-oauth/o/oauth2/",
    "/meta/v25.0/dialog/",
    "/hubspot/oauth/authorize",
    "/stripe/c/",
    "/stripe/i/",
    "/stripe/p/",
    "/identity/authorize",
    "/identity/saml/login",
)

routes: Routes[World] = Routes()
for module in (consent, setup, tokens, resources, bulk, bulk_results, mailbox, chat.page):
    routes.include(module.routes)
routes.include(record_pages.routes)
# prefix -> routes whose patterns are the vendor's own paths; what has no prefix is Salesforce's
VENDORS: dict[str, Routes[World]] = {
    "/google-ads": google_ads.routes,
    "/google-oauth": google_oauth.routes,
    "/google-analytics": google_analytics.routes,
    "/hubspot": hubspot.routes,
    "/identity": identity.routes,
    "/meta": meta.routes,
    "/slack": chat.slack_routes,
    "/stripe": stripe.routes,
    "/teams": chat.teams_routes,
}
# what tests turn at a vendor, below /_control/<vendor>
for steering in (
    google_steering,
    google_ads_steering,
    google_analytics_steering,
    hubspot_steering,
    meta_steering,
    stripe_steering,
):
    endpoints.routes.include(steering.routes)
endpoints.routes.include(setup.control)
endpoints.routes.include(directory.control)


class App:
    """The handler that the servers call, from many threads at once."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, request: Request) -> Response:
        if request.path.startswith("/_control"):
            return self._control(request)
        request.fault = self.world.faults.take(request)
        response = self._answer(request)
        self._finish(request, response)
        self.world.counters.note(request, response)
        return response

    def _control(self, request: Request) -> Response:
        if not request.is_secure:
            return text_response("The control plane is reached over HTTPS only.", 403)
        try:
            found = endpoints.routes.answer(self.world, request)
        except (ValueError, KeyError, TypeError) as error:
            return text_response(f"{type(error).__name__}: {error}", 400)
        except Exception:
            log.exception("control failed")
            return text_response("failed: see the sandbox's log", 500)
        return found or text_response("no such control", 404)

    def _answer(self, request: Request) -> Response:
        fault = request.fault
        if fault and fault.kind == "delay":
            time.sleep(fault.seconds)
        if fault and (replacement := fault.replacement()):
            return replacement
        response = self._dispatch(request)
        if fault and fault.kind == "cut":
            response.cut_after = fault.after_bytes
        return response

    def _dispatch(self, request: Request) -> Response:
        is_page = request.path.startswith(PLAIN_PATHS) or record_pages.PATH.fullmatch(request.path)
        if not request.is_secure and not is_page:
            return self._plain(request)
        try:
            late.release_due(self.world.store, self.world.clock.seconds())
            response = self._route(request)
            if response is None:
                raise not_found()
        except (Refusal, ApiError, OAuthError) as error:
            return error.response()
        except SoqlError as error:
            return ApiError(400, error.code, error.message).response()
        except Exception:
            log.exception("answering failed")
            return ApiError(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.").response()
        return response

    def _route(self, request: Request) -> Response | None:
        """The endpoint's answer; a vendor below a prefix sees its own paths only."""
        for prefix, vendor in VENDORS.items():
            if request.path.startswith(f"{prefix}/"):
                return vendor.answer(self.world, replace(request, path=request.path[len(prefix) :]))
        return routes.answer(self.world, request)

    def _plain(self, request: Request) -> Response:
        if request.path == "/":
            return text_response("The sandbox is running. Mail: /mail, chat: /chat")
        return ApiError(403, "UNSUPPORTED_API", "HTTPS Required").response()

    def _finish(self, request: Request, response: Response) -> None:
        _zip(request, response)
        response.headers["Date"] = self.world.clock.http_date()
        if request.path.startswith("/services/data"):
            settings = self.world.settings
            response.headers["Sforce-Limit-Info"] = (
                f"api-usage={settings.api_used}/{settings.api_limit}; api-bursts=1/750"
            )


def _zip(request: Request, response: Response) -> None:
    if not request.accepts_gzip() or "Content-Encoding" in response.headers:
        return
    if response.length < ZIP_FROM or "json" not in response.headers.get("Content-Type", ""):
        return
    plain = b"".join(piece for piece in response.body if not isinstance(piece, FileSlice))
    response.body = [gzip.compress(plain, compresslevel=1)]
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
