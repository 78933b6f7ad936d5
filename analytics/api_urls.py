"""Addresses of analytics below /api/v1/."""

from django.urls import path

from analytics.api import Metrics, Query

app_name = "analytics_api"

urlpatterns = [
    path("metrics", Metrics.as_view(), name="metrics"),
    path("metrics/query", Query.as_view(), name="query"),
]
