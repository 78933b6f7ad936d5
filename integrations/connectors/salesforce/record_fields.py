"""Which fields of a record may be set by the connected user, and to what; values as texts."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from integrations.connectors.records import FieldShape, RecordRefused
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.person_fields import Shape, shapes
from integrations.connectors.salesforce.person_writing import tells_who

KINDS = ("Opportunity", "Account", "Campaign", "Lead", "Contact")
PEOPLE = ("Lead", "Contact")
WRITTEN = ("Campaign", "Opportunity", "Lead")
_TYPES = {
    "string": "text",
    "picklist": "choice",
    "multipicklist": "choices",
    "boolean": "flag",
    "int": "number",
    "double": "number",
    "percent": "number",
    "currency": "money",
    "date": "day",
}
# How sure Salesforce is of where a person is.
_ACCURACY = "GeocodeAccuracy"
_MOST_DIGITS = 18


def fields(client: Client, kind: str) -> tuple[FieldShape, ...]:
    """Those that can be set from here, by label; of people none that holds free text."""
    found = (_shape(told, kind) for told in object_of(client, kind).by_name.values())
    return tuple(sorted((one for one in found if one), key=lambda one: one.label.lower()))


def check(client: Client, kind: str, name: str, text: str) -> str:
    """The value as it will be read later; raises RecordRefused with the reason."""
    told = object_of(client, kind).by_name.get(name)
    if told is None:
        _refuse(_("The connected user sees no field %(field)s of %(object)s."), kind, name)
    if told["calculated"]:
        _refuse(_("%(field)s of %(object)s is computed by Salesforce."), kind, name)
    if not told["updateable"]:
        _refuse(_("%(field)s of %(object)s cannot be changed by the connected user."), kind, name)
    shape = _shape(told, kind)
    if shape is None:
        _refuse(_("%(field)s of %(object)s is of a kind that is not set from here."), kind, name)
    text = text.strip()
    if not text and shape.is_required:
        _refuse(_("%(field)s of %(object)s cannot be empty."), kind, name)
    return _CHECKS[shape.kind](shape, text, kind) if text else text


def typed(client: Client, kind: str, name: str, text: str) -> Any:
    """A checked value as Salesforce takes it in JSON."""
    told = object_of(client, kind).by_name[name]
    if not text:
        return False if told["type"] == "boolean" else None
    if told["type"] == "boolean":
        return text == "true"
    if _TYPES.get(told["type"]) in ("number", "money"):
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else float(number)
    return text


def as_text(value: Any) -> str:
    """What Salesforce says of a field, in the one form in which values are compared."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _plain(Decimal(str(value)))
    return str(value)


def object_of(client: Client, kind: str) -> Shape:
    """The object as the connected user sees it; raises RecordRefused where he does not."""
    found = shapes(client, (kind,)).get(kind)
    if found is None:
        raise no_right(kind)
    return found


def no_right(kind: str) -> RecordRefused:
    """The connected user's profile does not allow it."""
    return RecordRefused(
        _("The user who connected Salesforce may not change %(object)s there.") % {"object": kind},
        advice=_("Give this user the right to edit and delete them, or do it there yourself."),
        code="missing_permission",
    )


def _shape(told: Mapping[str, Any], kind: str) -> FieldShape | None:
    """None for what nobody may set, or not from here."""
    known = _TYPES.get(told["type"], "")
    if not known or told["calculated"] or not told["updateable"]:
        return None
    if kind in PEOPLE and (tells_who(told["name"], told) or told["name"].endswith(_ACCURACY)):
        # Who or where a person is, is corrected where people's rights are.
        return None
    values = (one["value"] for one in told.get("picklistValues") or () if one["active"])
    return FieldShape(
        name=told["name"],
        label=str(told.get("label") or told["name"])[:255],
        kind=known,
        choices=tuple(values) if known in ("choice", "choices") else (),
        length=int(told.get("length") or 0),
        is_required=not told["nillable"] and known != "flag",
    )


def _check_text(shape: FieldShape, text: str, kind: str) -> str:
    if shape.length and len(text) > shape.length:
        _refuse(_("The value is longer than %(field)s of %(object)s may be."), kind, shape.name)
    return text


def _check_choice(shape: FieldShape, text: str, kind: str) -> str:
    if text not in shape.choices:
        _refuse(_("%(field)s of %(object)s has no such value to choose."), kind, shape.name)
    return text


def _check_choices(shape: FieldShape, text: str, kind: str) -> str:
    chosen = [one.strip() for one in text.split(";") if one.strip()]
    for one in chosen:
        _check_choice(shape, one, kind)
    # In the order in which Salesforce tells them.
    return ";".join(one for one in shape.choices if one in chosen)


def _check_flag(shape: FieldShape, text: str, kind: str) -> str:
    if text.lower() not in ("true", "false"):
        _refuse(_("%(field)s of %(object)s is either true or false."), kind, shape.name)
    return text.lower()


def _check_number(shape: FieldShape, text: str, kind: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number.adjusted() >= _MOST_DIGITS:
        _refuse(_("%(field)s of %(object)s takes a number."), kind, shape.name)
    return _plain(number)


def _check_day(shape: FieldShape, text: str, kind: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        _refuse(_("%(field)s of %(object)s takes a day, as 2026-12-24."), kind, shape.name)


_CHECKS: Mapping[str, Callable[[FieldShape, str, str], str]] = {
    "text": _check_text,
    "choice": _check_choice,
    "choices": _check_choices,
    "flag": _check_flag,
    "number": _check_number,
    "money": _check_number,
    "day": _check_day,
}


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _refuse(text: str, kind: str, name: str) -> NoReturn:
    words = text % {"object": kind, "field": name[:80]}
    raise RecordRefused(words, advice=_("Nothing was changed."), code="not_updateable")
