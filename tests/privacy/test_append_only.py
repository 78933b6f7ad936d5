"""Not even the owner of the table changes what the records of processing once said."""

import pytest
from django.db import DatabaseError, connections

from privacy.services import keep_records
from tests.databases import FreshDatabase


@pytest.mark.parametrize(
    "statement",
    ["UPDATE privacy_recordversion SET sha256 = ''", "DELETE FROM privacy_recordversion"],
)
def test_the_owner_of_the_table_is_refused_too(
    fresh_database: FreshDatabase, statement: str
) -> None:
    """Statement 4: the trigger holds beside the rights."""
    keep_records(using="owner")
    with connections["owner"].cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute(statement)
