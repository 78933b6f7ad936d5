"""A certificate as a file: JSON to be verified, or a page that stands alone and loads nothing."""

from typing import Any

import orjson
from django.template.loader import render_to_string

from integrations.actions import told_words
from privacy.erasure.words import name_of, until_words
from privacy.models import ItemPlace, ItemState
from privacy.moments import moment_words

# For the file alone: it stands outside of our pages, and of their policy.
_STYLES = """<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
dl > div { display: grid; grid-template-columns: 14rem 1fr; gap: 1rem; padding: .25rem 0 }
dd { margin: 0; overflow-wrap: anywhere } table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #999; padding: .4rem; text-align: start; vertical-align: top }
pre { white-space: pre-wrap; overflow-wrap: anywhere } :root { color-scheme: light dark }
@media (max-width: 40rem) { dl > div { grid-template-columns: 1fr; gap: 0 } }
</style></head>"""


def to_json(document: dict[str, Any]) -> bytes:
    """As `./run manage verify_certificate` reads it."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def to_html(document: dict[str, Any]) -> bytes:
    """For people, in the reader's language, with the signed document itself at its end."""
    content = document["content"]
    context = {
        "document": document,
        "content": content,
        "moments": _moments(content),
        "items": [_line(item) for item in content["items"]],
        "looked": content["search"].get("looked", {}),
        "left": sum(item["found_afterwards"] or 0 for item in content["items"] if _is_open(item)),
        "signed": to_json(document).decode(),
    }
    page = render_to_string("privacy/erasure/certificate.html", context)
    return page.replace("</head>", _STYLES, 1).encode()


FORMATS = {
    "json": ("application/json", to_json),
    "html": ("text/html; charset=utf-8", to_html),
}


def _moments(content: dict[str, Any]) -> dict[str, str]:
    """When it happened, in the zone of the page, which is named."""
    read_at = content["search"].get("reading", {}).get("at", "")
    names = ("received_at", "erased_at", "searched_at")
    texts = {**{name: content[name] for name in names}, "read_at": read_at}
    return {name: moment_words(text) if text else "" for name, text in texts.items()}


def _is_open(item: dict[str, Any]) -> bool:
    return bool(item["state"] != ItemState.RETAINED)


def _line(item: dict[str, Any]) -> dict[str, Any]:
    ground, until = item["ground"], item["until"]
    return {
        **item,
        "place": ItemPlace(item["place"]).label,
        "name": name_of(item["name"]),
        "state": ItemState(item["state"]).label,
        "ground": told_words(ground),
        "until": until_words(until),
    }
