"""Addresses of analytics below /api/v1/."""

from django.urls import path

from analytics.api import Metrics, Query
from analytics.explaining.api import Explain
from analytics.exporting import api as exporting
from analytics.listing.api import Campaigns, ChannelRules

app_name = "analytics_api"

_EXPORT = "exports/<uuid:export_id>"
urlpatterns = [
    path("metrics", Metrics.as_view(), name="metrics"),
    path("metrics/query", Query.as_view(), name="query"),
    path("metrics/explain", Explain.as_view(), name="explain"),
    path("campaigns", Campaigns.as_view(), name="campaigns"),
    path("channels/rules", ChannelRules.as_view(), name="channel_rules"),
    path("exports", exporting.Exports.as_view(), name="exports"),
    path(_EXPORT, exporting.OneExport.as_view(), name="export"),
    path(f"{_EXPORT}/file", exporting.ExportFile.as_view(), name="export_file"),
]
