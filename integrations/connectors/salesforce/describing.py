"""What this user may see of each object, what is missing, and what that costs."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from integrations.connectors.entities import Column, FormulaField, Sight, Stream
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.errors import ApiRefused

__all__ = ["EMAIL", "FORMULA_STREAMS", "PERSON_ACCOUNT", "Sight", "describe"]

# Objects of whose fields a person may pick those that are computed.
FORMULA_STREAMS = ("Opportunity", "Campaign", "Account", "Lead", "Contact")
_KINDS = {
    "int": "number",
    "long": "number",
    "double": "number",
    "currency": "number",
    "percent": "number",
    "date": "day",
    "datetime": "moment",
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
# Fields of the persons among companies: those are not kept at all.
_OF_PERSON_ACCOUNTS = "__pc"
_PER_CALL = 25
EMAIL = "Email"
# In an organisation with person accounts a company's name may be a person's.
PERSON_ACCOUNT = "IsPersonAccount"


def describe(
    client: Client, streams: Iterable[Stream], person_fields: dict[str, list[str]]
) -> dict[str, Sight]:
    """{stream: Sight} of all, in few calls."""
    wanted = list(streams)
    found: dict[str, Sight] = {}
    for start in range(0, len(wanted), _PER_CALL):
        part = wanted[start : start + _PER_CALL]
        for stream, answer in zip(part, _batch(client, part), strict=True):
            found[stream.name] = _sight(stream, answer, person_fields.get(stream.name, []))
    return found


def _batch(client: Client, streams: list[Stream]) -> list[dict[str, Any]]:
    urls = [f"v{client.version}/sobjects/{stream.name}/describe" for stream in streams]
    body = {"batchRequests": [{"method": "GET", "url": url} for url in urls]}
    results = client.call("POST", "composite/batch", body=body).json()["results"]
    for result in results:
        if result["statusCode"] >= 500:
            raise ApiRefused(result["statusCode"], "DESCRIBE", "an object was not described")
    return [dict(result) for result in results]


def _sight(stream: Stream, answer: dict[str, Any], opted: list[str]) -> Sight:
    loss = _(stream.loss) if stream.loss else ""
    if answer["statusCode"] >= 400:
        return Sight((), {}, _absent(stream, loss))
    described = answer["result"]["fields"]
    # What is computed moves no stamp, so a sync by stamps would keep it as it once was.
    seen = {field["name"] for field in described if not field.get("calculated")}
    columns = {column.field: column for column in stream.columns}
    wanted = [*columns, *([EMAIL] if stream.is_person else []), *opted]
    if {"Id", stream.stamp} - seen:
        return Sight((), {}, _absent(stream, loss))
    fields = list(dict.fromkeys(name for name in wanted if name in seen))
    if stream.name == "Account" and PERSON_ACCOUNT in seen:
        fields.append(PERSON_ACCOUNT)
    missing = {
        name: _cost(columns.get(name), name)
        for name in wanted
        if name not in seen and not (name in columns and columns[name].is_multicurrency)
    }
    return Sight(tuple(fields), missing, formulas=_formulas(stream, described))


def _formulas(stream: Stream, described: list[dict[str, Any]]) -> tuple[FormulaField, ...]:
    if stream.name not in FORMULA_STREAMS:
        return ()
    return tuple(
        FormulaField(
            field["name"], str(field.get("label") or "")[:255], _KINDS.get(field["type"], "text")
        )
        for field in described
        if field.get("calculated")
        and _NAME.fullmatch(field["name"])
        and not field["name"].endswith(_OF_PERSON_ACCOUNTS)
    )


def _absent(stream: Stream, loss: str) -> str:
    if stream.is_multicurrency:
        return ""
    text = _("This user may not read %(object)s.") % {"object": stream.name}
    if not loss:
        return text
    # Outside of an f-string, where texts to translate are not found.
    return " ".join((text, _("What you lose: %(loss)s.") % {"loss": loss}))


def _cost(column: Column | None, name: str) -> str:
    if column is not None and column.loss:
        return _(column.loss)
    if name == EMAIL:
        return _("Matching of people between sources")
    return _("A detail of the record")
