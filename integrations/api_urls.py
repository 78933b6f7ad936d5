"""Addresses of integrations below /api/v1/."""

from django.urls import path

from integrations.api import actions, views

app_name = "integrations_api"

_ONE = "sources/<uuid:source_id>"
urlpatterns = [
    path("sources", views.Sources.as_view(), name="sources"),
    path(_ONE, views.OneSource.as_view(), name="source"),
    path(f"{_ONE}/runs", views.Runs.as_view(), name="runs"),
    path(f"{_ONE}/runs/<uuid:run_id>", views.OneRun.as_view(), name="run"),
    path(f"{_ONE}/syncs", views.Syncs.as_view(), name="syncs"),
    path(f"{_ONE}/syncs/<uuid:sync_id>", views.OneSync.as_view(), name="sync"),
    path(f"{_ONE}/pause", views.Pause.as_view(), name="pause"),
    path(f"{_ONE}/resume", views.Resume.as_view(), name="resume"),
    path("actions", actions.Actions.as_view(), name="actions"),
    path("actions/<uuid:action_id>", actions.OneAction.as_view(), name="action"),
]
