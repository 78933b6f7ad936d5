"""The door of /api/mcp: a key, its plan and its rate as at the API, and no page of another site."""

from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.api_keys import key_holder
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission


class _AsTheSdkSays(BaseContentNegotiation):
    """Accept is judged by the SDK, whose rules are the protocol's."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: Any = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or ""


class Mcp(WorkspaceAPIView):
    """Streamable HTTP without sessions: each POST is one message and its answer."""

    permission: ClassVar[Permission | None] = Permission.VIEW_NUMBERS
    transaction: ClassVar[bool] = False
    only_reads: ClassVar[bool] = True
    content_negotiation_class = _AsTheSdkSays

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A page of another site may carry a browser here, by a name that it made point to us."""
        origin = request.headers.get("Origin")
        if origin is not None and _origin(origin) != _origin(settings.PUBLIC_URL):
            raise PermissionDenied
        super().initial(request, *args, **kwargs)

    @extend_schema(exclude=True)
    def post(self, request: Request) -> HttpResponseBase:
        """One message of the protocol."""
        from proactivox.mcp.speaking import answer

        return answer(request._request, key_holder(request))  # noqa: SLF001


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc.lower()
