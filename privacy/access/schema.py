"""The published JSON schema of copies: what stands in data.json, for programs that read it."""

from typing import Any

FORMAT = "proactivox-personal-data/1"
_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_MOMENT = {"type": ["string", "null"], "format": "date-time"}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_ITEM = _object(
    number={"type": "integer", "minimum": 1},
    store=_TEXT,
    source={"type": ["string", "null"], "format": "uuid"},
    fields={"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    left_out={
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "items": {"enum": ["other_person", "staff", "secret"]},
        },
    },
)
_ANNEX = _object(
    language=_TEXT,
    controller=_TEXT,
    uses=_list(
        _object(purpose=_TEXT, basis=_TEXT, categories=_TEXTS, retention=_TEXTS, sources=_TEXTS)
    ),
    recipients=_list(
        _object(
            name=_TEXT,
            company=_TEXT,
            country=_TEXT,
            receives=_TEXT,
            transfer=_TEXT,
            purposes=_TEXTS,
            first_at=_MOMENT,
            last_at=_MOMENT,
            times={"type": "integer"},
        )
    ),
    consultations=_list(_object(at=_MOMENT, purpose=_TEXT, data=_TEXT, place=_TEXT)),
    searched=_list(
        _object(
            name=_TEXT,
            at=_MOMENT,
            answer={"enum": ["found", "nothing", "failed"]},
            rows={"type": "integer"},
            note=_TEXT,
        )
    ),
    automated=_TEXTS,
    rights=_TEXTS,
    authority=_TEXT,
    sources=_TEXTS,
)


def schema(url: str) -> dict[str, Any]:
    """The schema, whose address is `url`."""
    whole = _object(
        format={"const": FORMAT},
        kind={"enum": ["access", "portability"]},
        request={"type": "integer"},
        made_at=_MOMENT,
        annex={"anyOf": [{"type": "null"}, _ANNEX]},
        items=_list(_ITEM),
    )
    whole["properties"]["$schema"] = _TEXT
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": url,
        "title": "A copy of personal data, GDPR Art. 15(3) and 20",
        **whole,
    }
