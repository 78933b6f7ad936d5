"""What an erasure says to its reader: never a table's own name, never more than a source allows."""

from uuid import uuid4

from accounts.subjects import NotPersonal
from integrations.actions import FoundPeople
from privacy.erasure.asking import SourceLook
from privacy.erasure.showing import source_rows
from privacy.erasure.words import TABLES
from privacy.manifest import modules


def test_every_table_that_holds_people_has_words() -> None:
    """A page that shows "app.model" would mean nothing to the person it is about."""
    held = {
        label
        for _name, module in modules()
        for label, columns in module.CLASSIFICATIONS.items()
        if any(not isinstance(column, NotPersonal) for column in columns.values())
    }
    assert held - set(TABLES) == set()


def test_a_source_that_gave_no_right_to_delete_is_not_said_to_be_deleted_from() -> None:
    """Statement 53: before the erasure, and with the way to mend it."""
    source = uuid4()
    look = SourceLook(source, "HubSpot", "delete", FoundPeople(()), lacks_right=True)
    (row,) = source_rows([look], None)
    assert "cannot be changed" in row.choice
    assert row.again == source
