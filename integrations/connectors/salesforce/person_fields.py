"""Which fields a record of a person has, and which of them can be emptied or set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.errors import ApiRefused

# Compound fields come in their parts, too; a blob is not read into a query.
_NOT_READ = frozenset({"address", "location", "base64", "complexvalue"})


@dataclass(frozen=True)
class Shape:
    """An object as this user sees it: {field: what describe says of it}."""

    name: str
    by_name: Mapping[str, Mapping[str, Any]]
    is_updateable: bool
    is_deletable: bool

    def groups(self, length: int) -> Iterator[Sequence[str]]:
        """All fields that can be read, in groups whose names take up no more than `length`."""
        group, size = ["Id"], 2
        for name, told in self.by_name.items():
            if name == "Id" or told["type"] in _NOT_READ:
                continue
            if size + len(name) > length:
                yield group
                group, size = ["Id"], 2
            group.append(name)
            size += len(name) + 2
        yield group


def shapes(client: Client, kinds: Sequence[str]) -> dict[str, Shape]:
    """{object: Shape} of those that this user may see, in one call."""
    urls = [f"v{client.version}/sobjects/{kind}/describe" for kind in kinds]
    body = {"batchRequests": [{"method": "GET", "url": url} for url in urls]}
    results = client.call("POST", "composite/batch", body=body).json()["results"]
    found = {}
    for kind, answer in zip(kinds, results, strict=True):
        if answer["statusCode"] >= 500:
            raise ApiRefused(answer["statusCode"], "DESCRIBE", "an object was not described")
        if answer["statusCode"] < 400:
            found[kind] = _shape(kind, answer["result"])
    return found


def _shape(kind: str, told: Mapping[str, Any]) -> Shape:
    by_name = {field["name"]: field for field in told["fields"]}
    return Shape(kind, by_name, bool(told.get("updateable")), bool(told.get("deletable")))
