"""Each address of the API as a program would call it: by curl and in Python; tests run them."""

import json
import re
from dataclasses import dataclass
from pprint import pformat
from typing import Any

_DATES = {"from": "2026-10-01", "to": "2026-10-31"}
_FORMATS = {
    "date": "2026-10-01",
    "date-time": "2026-10-01T09:00:00Z",
    "uuid": "00000000-0000-7000-8000-000000000001",
    "email": "dora@people.example",
}


@dataclass(frozen=True)
class Example:
    """The same call twice."""

    curl: str
    python: str


def example(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Example:
    """How to call an operation; ids in the address are variables of the environment."""
    body = _body(operation, schemas)
    is_once = any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))
    return Example(_curl(path, method, body, is_once), _python(path, method, body, is_once))


def variables(path: str) -> list[str]:
    """The variables of the environment that stand in an address, such as SOURCE_ID."""
    return [name.upper() for name in re.findall(r"{(\w+)}", path)]


def _curl(path: str, method: str, body: Any, is_once: bool) -> str:
    address = re.sub(r"{(\w+)}", lambda found: "$" + found[1].upper(), path)
    lines = [f'curl -sS -X {method.upper()} "$PROACTIVOX_URL{address}"']
    lines.append('  -H "Authorization: Bearer $PROACTIVOX_KEY"')
    if is_once:
        # Another one each time that it is meant anew.
        lines.append('  -H "Idempotency-Key: $(date +%s)-$$"')
    if body is not None:
        lines.append('  -H "Content-Type: application/json"')
        lines.append(f"  -d '{json.dumps(body, indent=2)}'")
    return " \\\n".join(lines)


def _python(path: str, method: str, body: Any, is_once: bool) -> str:
    address = re.sub(r"{(\w+)}", lambda found: f"{{os.environ['{found[1].upper()}']}}", path)
    headers = ['"Authorization": f"Bearer {os.environ[\'PROACTIVOX_KEY\']}",']
    headers += ['"Idempotency-Key": str(uuid4()),'] if is_once else []
    said = [] if body is None else [f"    json={_indented(body)},"]
    return "\n".join(
        [
            "import os",
            *(["from uuid import uuid4"] if is_once else []),
            "",
            "import httpx",
            "",
            "answer = httpx.request(",
            f'    "{method.upper()}",',
            f"    f\"{{os.environ['PROACTIVOX_URL']}}{address}\",",
            "    headers={",
            *(f"        {one}" for one in headers),
            "    },",
            *said,
            ")",
            "answer.raise_for_status()",
            "print(answer.text)",
        ]
    )


def _indented(body: Any) -> str:
    return pformat(body, sort_dicts=False, width=80).replace("\n", "\n         ")


def _body(operation: dict[str, Any], schemas: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    for given in content.get("examples", {}).values():
        return given["value"]
    return _sample(content["schema"], schemas)


def _sample(schema: dict[str, Any], schemas: dict[str, Any], name: str = "") -> Any:
    """The least that an operation takes; what can be tried is only tried."""
    if "$ref" in schema:
        return _sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, name)
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            return _sample(schema[several][0], schemas, name)
    if name == "dry_run":
        return True
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return _object(schema, schemas)
    if schema.get("type") == "array":
        return [_sample(schema["items"], schemas)]
    plain = {"integer": schema.get("minimum", 1), "boolean": True, "number": 1}
    found = plain.get(schema.get("type", ""))
    return found if found is not None else _text(schema, name)


def _object(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    wanted = {*schema.get("required", ()), "dry_run"}
    parts = schema.get("properties", {})
    return {name: _sample(parts[name], schemas, name) for name in parts if name in wanted}


def _text(schema: dict[str, Any], name: str) -> str:
    return _DATES.get(name) or _FORMATS.get(schema.get("format", ""), "Words of your own.")
