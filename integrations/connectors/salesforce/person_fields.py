"""Which fields a record of a person has, and which of them can be emptied or set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from integrations.connectors.people import NotWritten
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
    """{object: Shape} of those that this user may see; each is asked for once a client."""
    asked = [kind for kind in kinds if kind not in client.described]
    urls = [f"v{client.version}/sobjects/{kind}/describe" for kind in asked]
    body = {"batchRequests": [{"method": "GET", "url": url} for url in urls]}
    results = client.call("POST", "composite/batch", body=body).json()["results"] if asked else []
    for kind, answer in zip(asked, results, strict=True):
        if answer["statusCode"] >= 500:
            raise ApiRefused(answer["statusCode"], "DESCRIBE", "an object was not described")
        client.described[kind] = answer["result"] if answer["statusCode"] < 400 else {}
    return {kind: _shape(kind, told) for kind in kinds if (told := client.described[kind])}


def _shape(kind: str, told: Mapping[str, Any]) -> Shape:
    by_name = {field["name"]: field for field in told["fields"]}
    return Shape(kind, by_name, bool(told.get("updateable")), bool(told.get("deletable")))


def shape_of(client: Client, kind: str) -> Shape:
    """One object; raises NotWritten where this user may not see it."""
    found = shapes(client, (kind,)).get(kind)
    if found is None:
        raise NotWritten(
            _("The connected user may not see %(object)s in Salesforce.") % {"object": kind},
            advice=_("Give this user the right to it, or do it in Salesforce yourself."),
            code="missing_permission",
        )
    return found
