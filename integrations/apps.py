"""Tells Django of this app, and billing how its resources are counted."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"

    def ready(self) -> None:
        from accounts.limits import register_counter, register_names, register_resumer
        from accounts.telling import register
        from integrations.kinds import ACTION
        from integrations.selectors.counts import kept_rows, kept_sources, sources_beyond
        from integrations.services.resuming import resume_syncs

        register(ACTION)
        register_counter("sources", kept_sources)
        register_counter("rows", kept_rows)
        register_names("sources", sources_beyond)
        register_resumer(resume_syncs)
