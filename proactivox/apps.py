"""Tells Django of this app, and enquiries how the service does."""

from django.apps import AppConfig


class ProactivoxConfig(AppConfig):
    name = "proactivox"

    def ready(self) -> None:
        from enquiries.site.health import register_health
        from proactivox.desk.asking import listen
        from proactivox.health import ask_parts
        from proactivox.observing.errors import start_error_reports
        from proactivox.observing.slow import watch_statements
        from proactivox.observing.traces import start_traces

        register_health(ask_parts)
        listen()
        watch_statements()
        start_error_reports()
        start_traces()
