"""Addresses of analytics in the browser."""

from django.urls import path

from analytics.annotations import views as annotations
from analytics.views import channels, numbers, overview, settings, trust

app_name = "analytics"

urlpatterns = [
    path("w/<slug:slug>/overview/", overview.overview, name="overview"),
    path("w/<slug:slug>/overview/data", overview.overview_data, name="overview_data"),
    path("w/<slug:slug>/overview/export.csv", overview.overview_export, name="overview_export"),
    path("w/<slug:slug>/numbers/<slug:metric>", numbers.number, name="number"),
    path("w/<slug:slug>/data/", trust.data, name="data"),
    path("w/<slug:slug>/data/<uuid:source_id>/", trust.restatements, name="restatements"),
    path("w/<slug:slug>/annotations/", annotations.annotation_list, name="annotations"),
    path("w/<slug:slug>/annotations/new/", annotations.new_annotation, name="new_annotation"),
    path(
        "w/<slug:slug>/annotations/<uuid:annotation_id>/",
        annotations.annotation,
        name="annotation",
    ),
    path(
        "w/<slug:slug>/annotations/<uuid:annotation_id>/delete/",
        annotations.drop_annotation,
        name="drop_annotation",
    ),
    path(
        "w/<slug:slug>/annotations/<uuid:annotation_id>/restore/",
        annotations.undrop_annotation,
        name="undrop_annotation",
    ),
    path("w/<slug:slug>/settings/stages/", settings.stages, name="stages"),
    path("w/<slug:slug>/settings/campaigns/", settings.matches, name="matches"),
    path(
        "w/<slug:slug>/settings/campaigns/accept/", settings.accept_matches, name="accept_matches"
    ),
    path("w/<slug:slug>/settings/campaigns/channels/", channels.channels, name="channels"),
]
