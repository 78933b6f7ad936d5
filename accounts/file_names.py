"""The names that senders give their files, fit to be shown; none of ours is made of one."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

_LENGTH = 120


def shown_name(name: str, *, default: str) -> str:
    """The name without folders, controls and marks that turn its reading, its ending kept."""
    base = PureWindowsPath(PurePosixPath(unicodedata.normalize("NFC", name)).name).name
    clean = "".join(sign for sign in base if sign.isprintable()).strip()
    if len(clean) <= _LENGTH:
        return clean or default
    ending = PurePosixPath(clean).suffix[:10]
    return clean[: _LENGTH - len(ending)] + ending
