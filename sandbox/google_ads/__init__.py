"""Google Ads over REST, version 26: listAccessibleCustomers and searchStream."""

from sandbox.google_ads import endpoints

routes = endpoints.routes

__all__ = ["routes"]
