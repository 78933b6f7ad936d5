"""Carries one request through the official SDK and back; the only room that imports it.

The SDK is asked as an ASGI application inside of this WSGI request. Tools run in the request's own
thread, so on its connection and as its key.
"""

import logging
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from accounts.api_keys import KeyHolder
from proactivox.mcp.tool import Said
from proactivox.mcp.tools import TOOLS, call, offered

# It writes four lines a request, of sessions that are none here.
logging.getLogger("mcp").setLevel(logging.WARNING)
_PASSED_ON = ("content-type", "content-length", "accept")
_WORDS = (
    "Numbers of one business's marketing. Ask list_metrics for the definitions first. Money is in "
    "micros (millionths) of the currency named beside it, a rate is a share of one. A value that "
    "is null does not exist: its reason says why, and it is not zero. Ask list_incidents for "
    "what is out of the ordinary, and get_incident for why; list_dashboards and list_reports for "
    "what people here look at, list_automations for what happens by itself."
)


def answer(request: HttpRequest, holder: KeyHolder) -> HttpResponse:
    """What the SDK says to a POST of this key's holder."""
    return async_to_sync(_speak)(request, holder)


async def _speak(request: HttpRequest, holder: KeyHolder) -> HttpResponse:
    said: list[Any] = []
    body = {"type": "http.request", "body": request.body, "more_body": False}

    async def receive() -> Any:
        return body

    async def send(message: Any) -> None:
        said.append(message)

    manager = StreamableHTTPSessionManager(
        _server(holder), json_response=True, stateless=True, security_settings=_security(request)
    )
    async with manager.run():
        await manager.handle_request(_scope(request), receive, send)
    return _response(said)


def _server(holder: KeyHolder) -> Server[Any]:
    async def list_tools(
        _context: ServerRequestContext[Any], _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(name) for name in offered(holder.permissions)])

    async def call_tool(
        _context: ServerRequestContext[Any], params: CallToolRequestParams
    ) -> CallToolResult:
        found = await sync_to_async(call)(holder, params.name, params.arguments or {})
        return _result(found)

    return Server(
        "proactivox",
        title="Proactivox",
        version="1",
        instructions=_WORDS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _tool(name: str) -> Tool:
    tool = TOOLS[name]
    return Tool(
        name=name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema(),
        annotations=ToolAnnotations(
            read_only_hint=not tool.is_change,
            destructive_hint=False if tool.is_change else None,
            open_world_hint=False,
        ),
    )


def _result(said: Said) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(text=said.text)],
        structured_content=said.data,
        is_error=said.is_error,
    )


def _scope(request: HttpRequest) -> dict[str, Any]:
    headers = [
        (name.lower().encode(), text.encode("latin-1"))
        for name, text in request.headers.items()
        if name.lower() in _PASSED_ON or name.lower().startswith("mcp-")
    ]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [*headers, (b"host", request.get_host().encode("latin-1"))],
    }


def _security(request: HttpRequest) -> TransportSecuritySettings:
    """By the SDK once more: `get_host` holds the name to ALLOWED_HOSTS, the view the Origin."""
    host, public = request.get_host(), settings.PUBLIC_URL.rstrip("/")
    return TransportSecuritySettings(allowed_hosts=[host], allowed_origins=[public])


def _response(said: list[Any]) -> HttpResponse:
    start = next(one for one in said if one["type"] == "http.response.start")
    content = b"".join(one.get("body", b"") for one in said if one["type"] == "http.response.body")
    response = HttpResponse(content, status=start["status"])
    for name, value in start["headers"]:
        if name.lower() != b"content-length":
            response.headers[name.decode("latin-1")] = value.decode("latin-1")
    return response
