"""Meta's Graph API, version 25: log-in, ad accounts, campaigns and their changes, reports."""

from sandbox.meta import consent, tokens
from sandbox.meta import mutating as mutating
from sandbox.meta import nodes as nodes
from sandbox.meta import reports as reports
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
for module in (consent, tokens, reports, mutating, nodes):
    routes.include(module.routes)

__all__ = ["routes"]
