"""What a request asks for: form encoded values with nested brackets, read by name and kind."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from sandbox.stripe.errors import invalid, missing, unknown
from sandbox.web.messages import Request

_KEYS = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """a[b]=1, a[0][c]=2 and a[]=3 as a tree; lists are maps by number until they are read."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        *path, last = _KEYS.findall(name) or [name]
        place = tree
        for key in path:
            below = place.setdefault(key, {})
            place = below if isinstance(below, dict) else {}
        place[last or str(len(place))] = value
    return tree


class Asked:
    """A map of parameters; `prefix` is its own name, for errors that name a parameter."""

    def __init__(self, values: dict[str, Any], prefix: str = "") -> None:
        self.values = values
        self.prefix = prefix

    @classmethod
    def of(cls, request: Request) -> "Asked":
        if request.method in ("GET", "DELETE", "HEAD"):
            return cls(nested(request.query.items()))
        body = request.body.decode("utf-8", "replace")
        return cls(nested(parse_qsl(body, keep_blank_values=True)))

    def name(self, key: str) -> str:
        return f"{self.prefix}[{key}]" if self.prefix else key

    def only(self, names: Iterable[str]) -> None:
        """Raises for a parameter that is not among `names`."""
        for key in self.values:
            if key not in names:
                raise unknown(self.name(key))

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str | None:
        """A text; an empty one unsets, as at Stripe."""
        value = self.values.get(key, default)
        if isinstance(value, dict):
            raise invalid(self.name(key), f"Invalid string: {value}")
        return value or None

    def required(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise missing(self.name(key))
        return value

    def whole(self, key: str, default: int | None = None) -> int | None:
        value = self.text(key)
        if value is None:
            return default
        if not re.fullmatch(r"-?\d+", value):
            raise invalid(self.name(key), f"Invalid integer: {value}", "parameter_invalid_integer")
        return int(value)

    def number(self, key: str) -> float | None:
        value = self.text(key)
        try:
            return None if value is None else float(value)
        except ValueError:
            raise invalid(self.name(key), f"Invalid decimal: {value}") from None

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.text(key)
        if value not in (None, "true", "false"):
            raise invalid(self.name(key), f"Invalid boolean: {value}")
        return default if value is None else value == "true"

    def part(self, key: str) -> "Asked":
        value = self.values.get(key)
        return Asked(value if isinstance(value, dict) else {}, self.name(key))

    def parts(self, key: str) -> list["Asked"]:
        """A list of maps, each under its number."""
        found = self.part(key)
        return [found.part(number) for number in found.values]

    def texts(self, key: str) -> list[str]:
        return [str(value) for value in self.part(key).values.values()]

    def word(self, key: str, words: tuple[str, ...], default: str | None = None) -> str | None:
        """One of `words`; raises for another."""
        value = self.text(key, default)
        if value is not None and value not in words:
            listed = ", ".join(words[:-1]) + f", or {words[-1]}"
            raise invalid(self.name(key), f"Invalid {self.name(key)}: must be one of {listed}")
        return value

    def metadata(self, before: dict[str, str] | None = None) -> dict[str, str]:
        """The metadata after this request: an empty value takes a key away, "" takes all."""
        if self.values.get("metadata") == "":
            return {}
        merged = {**(before or {}), **self.part("metadata").values}
        return {key: str(value) for key, value in merged.items() if value != ""}
