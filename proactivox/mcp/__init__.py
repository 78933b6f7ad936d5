"""Numbers for assistants: an MCP server over the same services, keys, limits and scopes as the API.

The SDK speaks ASGI and brings pydantic and starlette, so nothing imports it before the first call:
`view` is the door, `speaking` carries one request through the SDK, `tools` is what can be asked.
"""
