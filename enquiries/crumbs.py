"""The way up from a page of the staff's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Crumb:
    """One step of it."""

    label: str
    url: str
