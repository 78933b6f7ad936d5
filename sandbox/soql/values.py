"""Values of a query checked against the field they are compared with."""

from datetime import UTC, datetime, timedelta

from sandbox import clock, ids
from sandbox.schema import Field
from sandbox.schema.fields import NUMBERS
from sandbox.soql.errors import SoqlError, malformed
from sandbox.soql.tokens import Token, unquote

Value = str | int | float | None


def read_value(field: Field, token: Token) -> Value:
    """The stored form of a literal; raises SoqlError where its type does not fit the field."""
    if token.is_word("NULL"):
        return None
    if field.type == "boolean":
        if not token.is_word("TRUE", "FALSE"):
            raise _mismatch(field, "boolean")
        return int(token.is_word("TRUE"))
    if field.type in ("datetime", "date"):
        return _moment(field, token)
    if field.type == "int" or field.type in NUMBERS:
        if token.kind != "number":
            raise _mismatch(field, "double" if field.type in NUMBERS else "int")
        return float(token.text)
    if token.kind != "string":
        raise _mismatch(field, field.type, is_quoted=True)
    text = unquote(token.text)
    return _record_id(field, text) if field.type in ("id", "reference") else text


def _moment(field: Field, token: Token) -> str:
    kind = "dateTime" if field.type == "datetime" else "date"
    if token.kind == "word":
        day = _relative_day(token)
        return clock.stamp(day) if field.type == "datetime" else day.date().isoformat()
    if token.kind != field.type:
        raise _mismatch(field, kind)
    if field.type == "date":
        return token.text
    try:
        return clock.stamp(clock.parse(token.text))
    except ValueError:
        raise malformed(f"Invalid datetime: {token.text}") from None


def _relative_day(token: Token) -> datetime:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    name, _, count = token.text.upper().partition(":")
    days = {"TODAY": 0, "YESTERDAY": 1}.get(name)
    if days is None and name == "LAST_N_DAYS" and count:
        days = int(count)
    if days is None:
        raise malformed(f"unexpected token: '{token.text}'")
    return today - timedelta(days=days)


def _record_id(field: Field, text: str) -> str | None:
    if text == "":
        return None
    if len(text) not in (15, 18) or not text.isalnum():
        raise SoqlError("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {text}")
    return ids.long_id(text)


def _mismatch(field: Field, kind: str, *, is_quoted: bool = False) -> SoqlError:
    quoting = "should be enclosed in quotes" if is_quoted else "should not be enclosed in quotes"
    return SoqlError(
        "INVALID_FIELD",
        f"value of filter criterion for field '{field.name}' must be of type {kind} and {quoting}",
    )
