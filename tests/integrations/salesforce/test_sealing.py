"""Opted-in fields of a page that holds a person more than once."""

import pytest

from accounts.tenancy import inside
from integrations.connectors.entities import Page
from integrations.connectors.salesforce.streams import BY_NAME
from integrations.loading import load_page, rewriter_for
from integrations.loading.target import target_for
from integrations.models import Lead, PersonField, Source
from integrations.opening import open_person_field
from integrations.selectors.people import SHOW_PEOPLE
from tests.analytics.crm import crm_source
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FIELDS = ("Id", "SystemModstamp", "IsDeleted", "LeadSource", "LastName", "Title", "CreatedDate")
OPTED = ["LastName", "Title"]
Row = tuple[str, int, str]


def load(cast: Cast, source: Source, *rows: Row) -> None:
    """Leads by id, day of their stamp, and a word that all their texts begin with."""
    target = target_for(
        workspace_id=cast.acme.pk,
        source_id=source.pk,
        stream=BY_NAME["Lead"],
        fields=FIELDS,
        currency="USD",
    )
    lines = [
        f'"{name}","2026-03-{day:02}T00:00:00.000Z","false","{word}-source","{word}","{word}-title",'
        '"2026-03-01T00:00:00.000Z"'
        for name, day, word in rows
    ]
    data = "\n".join([",".join(f'"{field}"' for field in FIELDS), *lines, ""]).encode()
    rewriter = rewriter_for(target, OPTED)
    assert rewriter is not None
    load_page(rewriter.target, Page(data, len(rows), ""), rewriter.rewrite(data))


def stored(cast: Cast) -> dict[str, set[str]]:
    """{id of a lead: what of it is stored, opened}"""
    found = {lead.external_id: {lead.lead_source} for lead in Lead.objects.all()}
    for row in PersonField.objects.all():
        value = open_person_field(
            cast.acme.pk, row.field, row.row_id, row.sealed, purpose=SHOW_PEOPLE
        )
        found[row.external_id].add(value)
    return found


def of(word: str) -> set[str]:
    return {word, f"{word}-title", f"{word}-source"}


def test_the_newest_row_of_a_person_counts_for_sealed_fields_as_for_all_others(cast: Cast) -> None:
    with inside(cast.acme):
        source = crm_source()
        load(cast, source, ("A", 2, "old"), ("B", 2, "other"), ("A", 3, "new"))
        assert stored(cast) == {"A": of("new"), "B": of("other")}
        load(cast, source, ("A", 5, "newest"), ("A", 4, "between"), ("C", 1, "third"))
        assert stored(cast) == {"A": of("newest"), "B": of("other"), "C": of("third")}


def test_a_row_that_a_page_repeats_to_the_letter_is_kept_once(cast: Cast) -> None:
    with inside(cast.acme):
        load(cast, crm_source(), *[("A", 2, "same")] * 2)
        assert stored(cast) == {"A": of("same")}
        assert PersonField.objects.count() == len(OPTED)
