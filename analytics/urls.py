"""Addresses of analytics in the browser."""

from django.urls import path

from analytics.views import channels, numbers, overview, settings, trust

app_name = "analytics"

urlpatterns = [
    path("w/<slug:slug>/overview/", overview.overview, name="overview"),
    path("w/<slug:slug>/overview/data", overview.overview_data, name="overview_data"),
    path("w/<slug:slug>/overview/export.csv", overview.overview_export, name="overview_export"),
    path("w/<slug:slug>/numbers/<slug:metric>", numbers.number, name="number"),
    path("w/<slug:slug>/data/", trust.data, name="data"),
    path("w/<slug:slug>/data/<uuid:source_id>/", trust.restatements, name="restatements"),
    path("w/<slug:slug>/settings/stages/", settings.stages, name="stages"),
    path("w/<slug:slug>/settings/campaigns/", settings.matches, name="matches"),
    path(
        "w/<slug:slug>/settings/campaigns/accept/", settings.accept_matches, name="accept_matches"
    ),
    path("w/<slug:slug>/settings/campaigns/channels/", channels.channels, name="channels"),
]
