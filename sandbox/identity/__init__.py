"""A company's identity provider: a directory of people, OpenID Connect, and SAML 2.0."""

from sandbox.identity import oidc, saml
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
for module in (oidc, saml):
    routes.include(module.routes)
