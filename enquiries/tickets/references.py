"""References by which people call a ticket: random, so that nobody counts our customers by them."""

import re
import secrets

# Neither 0 and O nor 1, I and L: people read them out on the telephone.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 6
_PREFIX = "PX-"
# Below, in an address; small letters, because mail programs change them.
IN_ADDRESS = rf"(?P<reference>[{_SIGNS.lower()}]{{{_LENGTH}}})"
_WRITTEN = re.compile(rf"^(?:PX)?[\s-]*([{_SIGNS}]{{{_LENGTH}}})$")


def new_reference() -> str:
    """One in 890 millions; who makes a ticket looks whether it is taken."""
    return _PREFIX + "".join(secrets.choice(_SIGNS) for _number in range(_LENGTH))


def read_reference(text: str) -> str:
    """The reference that somebody typed, however; empty for what is none."""
    found = _WRITTEN.match(text.strip().upper())
    return _PREFIX + found[1] if found else ""


def without_prefix(reference: str) -> str:
    """As it stands in an address."""
    return reference.removeprefix(_PREFIX).lower()


def with_prefix(part: str) -> str:
    """What stands in an address, as people call it."""
    return _PREFIX + part.upper()
