"""What a key can ask about itself."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import SCOPES


class _WorkspaceSerializer(serializers.Serializer[object]):
    slug = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField(help_text="ISO 4217, the currency of all amounts.")
    time_zone = serializers.CharField(help_text="IANA name; days begin here.")


class _KeySerializer(serializers.Serializer[object]):
    name = serializers.CharField()
    expires_at = serializers.DateTimeField()


class MeSerializer(serializers.Serializer[object]):
    """The workspace, the key, and what the key may do now."""

    workspace = _WorkspaceSerializer()
    key = _KeySerializer()
    scopes = serializers.ListField(child=serializers.CharField())


class Me(WorkspaceAPIView):
    """Open to every key: it tells nothing that the key's holder did not know."""

    @extend_schema(responses=MeSerializer, operation_id="me", tags=["Key"])
    def get(self, request: Request) -> Response:
        """Which workspace this key opens, and what it may do there."""
        holder = key_holder(request)
        scopes = [scope.value for scope in SCOPES if scope in holder.permissions]
        me = {"workspace": holder.workspace, "key": holder.api_key, "scopes": scopes}
        return Response(MeSerializer(me).data)
