"""Google Ads over REST, version 26: listAccessibleCustomers, searchStream and two mutates."""

from sandbox.google_ads import endpoints, mutating

routes = endpoints.routes
routes.include(mutating.routes)

__all__ = ["routes"]
