"""Traces to OTEL_EXPORTER_OTLP_ENDPOINT: requests, tasks and statements by name, sampled."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from accounts.request_ids import current_request_id
from proactivox.observing.scrubbing import ATTRIBUTES, REQUEST_ID

# Behind the middleware that knows the request's id.
_PLACE = 1


def start_traces() -> Any:
    """Once a process; the provider, or None where no endpoint is named and nothing is imported."""
    if not settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        return None
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor

    provider = make_provider()
    DjangoInstrumentor().instrument(tracer_provider=provider, middleware_position=_PLACE)
    CeleryInstrumentor().instrument(  # type: ignore[no-untyped-call]
        tracer_provider=provider
    )
    PsycopgInstrumentor().instrument(tracer_provider=provider)
    return provider


def make_provider() -> Any:
    """A provider that sends a share of all traces, scrubbed."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip("/")
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.TRACE_SHARE)),
        resource=Resource({"service.name": "proactivox"}),
    )
    sender = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")
    provider.add_span_processor(_naming_requests())
    provider.add_span_processor(BatchSpanProcessor(_scrubbing(sender)))
    return provider


def _naming_requests() -> Any:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import get_current_span

    class NamingRequests(SpanProcessor):
        """Says to which request a span belongs, as log lines do."""

        def on_start(self, span: Any, parent_context: Any = None) -> None:
            request_id = current_request_id()
            if not request_id:
                return
            span.set_attribute(REQUEST_ID, request_id)
            # A task learns its request from its job, after its own span has begun.
            above = get_current_span(parent_context)
            if above.is_recording() and REQUEST_ID not in getattr(above, "attributes", {}):
                above.set_attribute(REQUEST_ID, request_id)

    return NamingRequests()


def _scrubbing(sender: Any) -> Any:
    from opentelemetry.sdk.trace.export import SpanExporter

    class Scrubbing(SpanExporter):
        """Hands on spans without what could name anybody."""

        def export(self, spans: Sequence[Any]) -> Any:
            return sender.export([scrubbed(span) for span in spans])

        def shutdown(self) -> None:
            sender.shutdown()

        def force_flush(self, timeout_millis: int = 30000) -> bool:
            return bool(sender.force_flush(timeout_millis))

    return Scrubbing()


def scrubbed(span: Any) -> Any:
    """The same span with a name of the code and the allowed attributes alone; no events."""
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import Status

    kept = {name: value for name, value in (span.attributes or {}).items() if name in ATTRIBUTES}
    return ReadableSpan(
        name=_name(span, kept),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _name(span: Any, kept: dict[str, Any]) -> str:
    """ "GET w/<slug:slug>/", "run/accounts.run_job", "SELECT": never a path as it was typed."""
    method = kept.get("http.method") or kept.get("http.request.method")
    if method:
        return f"{method} {kept.get('http.route', '')}".strip()
    return str(span.name).split(" ", 1)[0][:80]
