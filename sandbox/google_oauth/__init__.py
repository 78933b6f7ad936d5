"""Google's log-in, which Google Ads and Google Analytics share."""

from sandbox.google_oauth import consent, tokens
from sandbox.google_oauth.access import ADWORDS, ANALYTICS, require_scope
from sandbox.google_oauth.errors import GoogleError, error_info
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
for module in (consent, tokens):
    routes.include(module.routes)

__all__ = ["ADWORDS", "ANALYTICS", "GoogleError", "error_info", "require_scope", "routes"]
