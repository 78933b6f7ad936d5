"""Tells Django of this app, and integrations of the rollups' keeper."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from analytics.rollups import keep_rollups
        from integrations.changes import register_keeper

        register_keeper(keep_rollups)
