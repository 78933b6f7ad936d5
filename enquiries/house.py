"""The room in which everything of enquiries lies, as a public page enters it."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.audit import Actor, acting_as
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside

_PUBLIC = Actor("public")


@contextmanager
def as_visitor() -> Iterator[None]:
    """Enter the house as somebody who is logged in nowhere."""
    with inside(HOUSE_ID), acting_as(_PUBLIC):
        yield
