"""How the OpenAPI document names our keys, and where it is read."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularJSONAPIView


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Bearer pxt_…`."""

    target_class = "accounts.api_keys.door.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "pxt_…"}


class OpenApiView(SpectacularJSONAPIView):
    """The whole document as JSON; open to everybody."""

    schema = None
    throttle_classes = ()
