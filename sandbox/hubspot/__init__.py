"""A look-alike of HubSpot: its log-in, its CRM objects, search and associations."""

from sandbox.hubspot import account as account
from sandbox.hubspot import associations as associations
from sandbox.hubspot import consent, search, tokens
from sandbox.hubspot import objects as objects
from sandbox.hubspot import writing as writing
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
for module in (consent, tokens, account, search, associations, writing, objects):
    routes.include(module.routes)

__all__ = ["routes"]
