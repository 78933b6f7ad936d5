"""A query that Salesforce refuses, with its code and its words."""

_ADVICE = (
    "If you are attempting to use a custom {thing}, be sure to append the '__c' after the "
    "{name}. Please reference your WSDL or the describe call for the appropriate names."
)


class SoqlError(Exception):
    """A refused query: `code` is Salesforce's errorCode, the text its message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def at(soql: str, position: int, text: str) -> str:
    """A message that points at a place in the query, as Salesforce writes it."""
    line = soql.replace("\n", " ")
    return f"\n{line}\n{' ' * position}^\nERROR at Row:1:Column:{position + 1}\n{text}"


def malformed(text: str) -> SoqlError:
    return SoqlError("MALFORMED_QUERY", text)


def unknown_field(soql: str, position: int, name: str, object_name: str) -> SoqlError:
    advice = _ADVICE.format(thing="field", name="custom field name")
    text = f"No such column '{name}' on entity '{object_name}'. {advice}"
    return SoqlError("INVALID_FIELD", at(soql, position, text))


def unknown_object(soql: str, position: int, name: str) -> SoqlError:
    advice = _ADVICE.format(thing="object", name="entity name")
    text = f"sObject type '{name}' is not supported. {advice}"
    return SoqlError("INVALID_TYPE", at(soql, position, text))
