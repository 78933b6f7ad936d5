"""Says in the OpenAPI document what all addresses have in common: refusals, headers, scopes."""

from typing import Any

_NAME = "Problem"
_PROBLEM = {
    "type": "object",
    "description": "What is wrong, after RFC 9457.",
    "properties": {
        "title": {"type": "string", "description": "What happened."},
        "detail": {"type": "string", "description": "What to do; may be empty."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "A stable word for programs."},
        "action": {
            "type": "object",
            "description": "The page on which somebody can do something about it.",
            "properties": {"label": {"type": "string"}, "href": {"type": "string"}},
        },
        "errors": {"description": "What is wrong with which part of the request."},
    },
    "required": ["title", "detail", "status", "code"],
}
_ALWAYS = {
    "400": "Something in the request is not right; `errors` says what.",
    "401": "No key, or one that is not good.",
    "402": "The workspace's plan does not include it, or nobody pays; `action` says where one can.",
    "403": "The key has not the scope for this.",
    "406": "None of the asked-for formats is given.",
    "429": "Too many requests; Retry-After says when to come back.",
}
_NAMED = {"404": "There is nothing at this address."}
_CHANGES = {
    "409": "Something else is working on this; Retry-After says when to ask again.",
}
_SEEN = {
    "412": "It has been changed since you read it; nothing was done.",
}
_ONCE = {
    "409": "Something else is working on this, or the same request with this Idempotency-Key is "
    "being done; Retry-After says when to ask again.",
    "422": "This Idempotency-Key was used for another request.",
}
_WITH_BODY = {
    "413": "The request is too large.",
    "415": "The request has another format than JSON.",
}
_LIMITS = {
    "RateLimit-Policy": {
        "description": "How many calls at once (q), and in how many seconds they come back (w).",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "How many are left (r), and seconds until the next one (t).",
        "schema": {"type": "string"},
    },
}
_TAGGED = {
    "ETag": {
        "description": "Send it back as If-None-Match.",
        "schema": {"type": "string"},
    },
}
_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


def describe_refusals(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """A hook of drf-spectacular: adds the refusals to each operation that names none itself."""
    result["components"].setdefault("schemas", {})[_NAME] = _PROBLEM
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in _METHODS:
                _describe(method, operation)
    return result


def _describe(method: str, operation: dict[str, Any]) -> None:
    scope = operation.get("x-scope")
    words = f"Scope: `{scope}`." if scope else "Open to every key."
    operation["description"] = f"{operation.get('description', '')}\n\n{words}".strip()
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            tagged = _TAGGED if method == "get" else {}
            answer["headers"] = {**_LIMITS, **tagged, **answer.get("headers", {})}
    if method == "get":
        operation["responses"]["304"] = {"description": "The answer that you have is still true."}
    for status, text in _refusals(method, operation).items():
        operation["responses"].setdefault(status, _refusal(text))


def _refusals(method: str, operation: dict[str, Any]) -> dict[str, str]:
    places = {one["in"] for one in operation.get("parameters", ())}
    names = {one["name"] for one in operation.get("parameters", ())}
    words = dict(_ALWAYS)
    words |= _NAMED if "path" in places else {}
    words |= _WITH_BODY if "requestBody" in operation else {}
    words |= _CHANGES if method in ("patch", "delete") else {}
    words |= _SEEN if "If-Match" in names else {}
    words |= _ONCE if "Idempotency-Key" in names else {}
    return words


def _refusal(text: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{_NAME}"}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}
