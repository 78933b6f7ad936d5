"""How an address stands in the OpenAPI document: its scope, its query, the headers it reads."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

_REPEAT = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    description=(
        "Any text of your own, 1 to 255 visible ASCII characters. The same request with the same "
        "key is done once: for 24 hours it gets the same answer again, with `Idempotency-Replayed`."
    ),
)
_KNOWN = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of the answer that you have; 304 when it is still the same.",
)
_SEEN = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of the answer that you have; 412 when it has been changed since.",
)


class Described(AutoSchema):
    """An address as the house rules have it: scope, what may stand in it, headers."""

    def get_override_parameters(self) -> list[Any]:
        """The view's own query of this method, and the header that goes with the method."""
        query = getattr(self.view, "queries", {}).get(self.method)
        found: list[Any] = [query] if query else []
        if self.method == "GET":
            return [*found, _KNOWN]
        if self.method in ("PATCH", "DELETE") and hasattr(self.view, "get"):
            return [*found, _SEEN]
        is_done = self.method == "POST" and not getattr(self.view, "only_reads", False)
        return [*found, _REPEAT] if is_done else found

    def get_extensions(self) -> dict[str, Any]:
        """The scope that it takes; proactivox.api_refusals says it in words, too."""
        scope_of = getattr(self.view, "scope_of", None)
        scope = scope_of(self.method) if scope_of else None
        return {"x-scope": scope.value} if scope else {}
