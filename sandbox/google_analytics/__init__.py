"""Google Analytics 4: the Admin API's properties and the Data API's reports."""

from sandbox.google_analytics import admin, reports
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
for module in (reports, admin):
    routes.include(module.routes)
