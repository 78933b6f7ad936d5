"""The audit trail for programs, line by line as exports and webhooks have it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.audit import record
from accounts.audit_lines import line_of
from accounts.models import AuditEvent
from accounts.permissions import Permission
from accounts.selectors import AuditFilter

_READ = "audit.exported"
# A program that looks every minute is one line an hour, not one for each look.
_NOTED_EVERY = timedelta(hours=1)


class AuditQuerySerializer(PageQuerySerializer):
    """Which lines."""

    action = serializers.CharField(
        required=False, max_length=60, help_text="Such as `source.sync`."
    )
    target = serializers.CharField(
        required=False,
        max_length=120,
        help_text="A kind of thing, an id, or both with a colon between.",
    )
    actor = serializers.UUIDField(required=False, help_text="A member's or a key's id.")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python, so it cannot stand in the class."""
        first = serializers.DateField(required=False, help_text="First day, UTC.")
        last = serializers.DateField(required=False, help_text="Last day, included.")
        return {**super().get_fields(), "from": first, "to": last}


class AuditLineSerializer(serializers.Serializer[Any]):
    """A line: who did what to which thing, and its place in the chain of hashes."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor_kind = serializers.CharField()
    actor_id = serializers.CharField(allow_blank=True)
    action = serializers.CharField()
    target = serializers.CharField(allow_blank=True)
    data = serializers.DictField()  # type: ignore[assignment]
    prev = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()


class AuditPageSerializer(NextSerializer):
    """Lines, the newest first."""

    events = AuditLineSerializer(many=True)


class AuditEvents(WorkspaceAPIView):
    """What happened in the workspace."""

    permission: ClassVar[Permission | None] = Permission.VIEW_AUDIT
    is_personal: ClassVar[bool] = True
    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": AuditQuerySerializer}

    @extend_schema(responses=AuditPageSerializer, operation_id="audit_events", tags=["Audit"])
    def get(self, request: Request) -> Response:
        """The audit trail, the newest line first; that a key reads it is a line of its own."""
        self._note()
        said = self.asked
        wanted = AuditFilter(
            action=said.get("action", ""),
            actor_id=said.get("actor"),
            target=said.get("target", ""),
            start_on=said.get("from"),
            end_on=said.get("to"),
        )
        page = page_of(request, said, wanted.apply(AuditEvent.objects.all()), "-seq")
        body = {"events": [line_of(event) for event in page.rows], "next": page.next}
        return Response(AuditPageSerializer(body).data, headers=linked(page))

    def _note(self) -> None:
        key_id = key_holder(self.request).api_key.pk
        lines = AuditEvent.objects.filter(action=_READ, actor_id=key_id)
        if not lines.filter(at__gt=timezone.now() - _NOTED_EVERY).exists():
            record(_READ, format="api", filtered=bool(self.asked))
