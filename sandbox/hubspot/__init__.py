"""A look-alike of HubSpot: its log-in, its CRM objects, search and associations."""

from sandbox.hubspot import account, associations, consent, objects, search, tokens
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
for module in (consent, tokens, account, search, associations, objects):
    routes.include(module.routes)

__all__ = ["routes"]
