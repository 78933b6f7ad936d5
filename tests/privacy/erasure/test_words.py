"""What an erasure says to its reader: never a table's own name, never more than a source allows."""

from uuid import uuid4

from django.utils.translation import override

from accounts.subjects import NotPersonal
from integrations.actions import FoundPeople, told_words
from integrations.connectors.salesforce.connector import CONNECTOR
from privacy.erasure.asking import SourceLook
from privacy.erasure.certificate_files import to_html
from privacy.erasure.showing import source_rows
from privacy.erasure.words import TABLES
from privacy.manifest import modules

_KEPT = (
    "GDPR Art. 17(3)(b) and (e): that a request was made and answered has to be shown; its words "
    "and address go 3 years after it was closed."
)


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


def test_a_certificate_is_in_the_readers_language_down_to_what_the_source_said() -> None:
    """Statement 46: a Danish person's certificate holds no English sentence."""
    at = "2026-11-29T02:29:33+00:00"
    said = f"Deleted. {CONNECTOR.people_desk.writing.aftermath}"  # type: ignore[union-attr]
    part = {"place": "upstream", "name": "Lead", "rows": 1, "found_afterwards": 0, "until": ""}
    items = [{**part, "state": "erased", "ground": said}, {**part, "state": "erased", "ground": ""}]
    times = {"received_at": at, "erased_at": at, "searched_at": at}
    content = {"workspace": {"name": "Acme"}, "request": 2, "items": items, "search": {}, **times}
    with override("da"):
        read, _signed = to_html({"content": content}).decode().split("<pre>")
        assert told_words("Corrected: LeadSource.") == "Rettet: LeadSource."
        assert told_words("Emptied: Email, Phone.") == "Tømt: Email, Phone."
        assert told_words(_KEPT).startswith("GDPR art. 17, stk. 3"), "a point in it"
    assert "Slettet. I op til 15 dage" in read
    assert "29. nov 2026" in read
    assert "()" not in read
    assert at not in read
