"""Tells Django of this app, and those upstream of who keeps the rollups."""

from typing import Any
from uuid import UUID

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from accounts.limits import register_counter, register_names, register_resumer
        from accounts.signals import mail_delivered, workspace_changed
        from accounts.telling import register
        from analytics.automations.running import follow_sync as follow_with_rules
        from analytics.budgets.telling import request_judging
        from analytics.kinds import KINDS
        from analytics.monitors.telling import register_kinds
        from analytics.reporting.following import note_delivered
        from analytics.rollups import catch_up_spans, follow_workspace, keep_rollups
        from analytics.selectors import monitor_names_beyond, monitors
        from analytics.services.watching import ask_to_evaluate, follow_sync
        from integrations.changes import register_keeper
        from integrations.signals import sync_finished

        def follow(fields: frozenset[str], **kwargs: Any) -> None:
            follow_workspace(fields)

        for kind in KINDS:
            register(kind)

        def follow_run(workspace_id: UUID, source_id: UUID, **kwargs: Any) -> None:
            catch_up_spans(workspace_id, source_id)

        register_keeper(keep_rollups)
        sync_finished.connect(request_judging, dispatch_uid="budgets")
        sync_finished.connect(follow_run, weak=False, dispatch_uid="spans")
        mail_delivered.connect(note_delivered, dispatch_uid="reports")
        workspace_changed.connect(follow, weak=False, dispatch_uid="rollups")
        register_kinds()
        register_counter("monitors", lambda: monitors().count())
        register_names("monitors", monitor_names_beyond)
        register_resumer(ask_to_evaluate)

        def look(**signal: Any) -> None:
            follow_sync(**signal)

        sync_finished.connect(look, weak=False, dispatch_uid="monitors")

        def act(**signal: Any) -> None:
            follow_with_rules(**signal)

        sync_finished.connect(act, weak=False, dispatch_uid="automations")
