"""What a directory is refused, in SCIM's own words beside ours (RFC 7644, 3.12)."""

from accounts.errors import Trouble

NO_VALUE, NO_FILTER, NO_SYNTAX = "invalidValue", "invalidFilter", "invalidSyntax"
NO_PATH, TAKEN, NOT_IN_THIS_STATE = "invalidPath", "uniqueness", "mutability"


class ScimError(Trouble):
    """A refusal with its HTTP status and, where RFC 7644 has one, its `scimType`."""

    code = "scim"

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "", advice: str = ""
    ) -> None:
        super().__init__(message, advice=advice)
        self.status = status
        self.kind = kind


def not_found() -> ScimError:
    """For what is not there, and for what is another workspace's alike."""
    return ScimError("There is no such resource.", status=404)
