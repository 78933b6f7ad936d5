"""Reports errors to whoever the operator named by SENTRY_DSN; imports nothing where nobody is."""

from django.conf import settings


def start_error_reports() -> None:
    """Once a process; without personal data, local variables, bodies or sessions."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk

    from proactivox.observing.scrubbing import scrub_event

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=settings.ENVIRONMENT,
        before_send=scrub_event,
        before_send_transaction=lambda _event, _hint: None,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        traces_sample_rate=None,
    )
