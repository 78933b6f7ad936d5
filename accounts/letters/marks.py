"""Marks of reply addresses: a keyed hash of what is answered, so that nobody guesses one."""

import base64

# In a regular expression; letters and digits that survive any mail program.
MARK = r"(?P<mark>[a-z2-7]{16})"


def mark_of(digest: bytes) -> str:
    """80 of a keyed hash's bits, as they stand in an address."""
    return base64.b32encode(digest[:10]).decode().lower()
