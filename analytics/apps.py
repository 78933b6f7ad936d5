"""Tells Django of this app, and those upstream of who keeps the rollups."""

from typing import Any

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from accounts.signals import workspace_changed
        from accounts.telling import register
        from analytics.kinds import KINDS
        from analytics.rollups import follow_workspace, keep_rollups
        from integrations.changes import register_keeper

        def follow(fields: frozenset[str], **kwargs: Any) -> None:
            follow_workspace(fields)

        for kind in KINDS:
            register(kind)
        register_keeper(keep_rollups)
        workspace_changed.connect(follow, weak=False, dispatch_uid="rollups")
