"""A page that holds a record more than once: its opted-in fields, and its formulas."""

import pytest

from accounts.tenancy import inside
from integrations.connectors.entities import Page
from integrations.connectors.salesforce.streams import BY_NAME
from integrations.loading import load_page, rewriter_for
from integrations.loading.formulas import load_formulas
from integrations.loading.target import target_for
from integrations.models import Formula, FormulaValue, Lead, Opportunity, PersonField, Source
from integrations.opening import open_person_field
from integrations.selectors.people import SHOW_PEOPLE
from tests.analytics.crm import crm_source, put
from tests.analytics.test_queries import deal
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


@pytest.mark.parametrize("name", ["Lead", "Opportunity"])
def test_formulas_of_a_row_that_a_page_repeats_are_kept_once(cast: Cast, name: str) -> None:
    with inside(cast.acme):
        source = crm_source()
        put(source, Opportunity, {"A": deal(1, 400)})
        load(cast, source, ("A", 2, "lead"))
        formula = Formula.objects.create(
            source=source, stream=name, name="Score__c", label="Score", kind="text"
        )
        target = target_for(
            workspace_id=cast.acme.pk,
            source_id=source.pk,
            stream=BY_NAME[name],
            fields=("Id", "Score__c"),
            currency="USD",
        )
        page = Page(b'"Id","Score__c"\n"A","high"\n"A","high"\n', 2, "")
        assert load_formulas(target, page, ("Id", "Score__c"), [formula]) == {formula.pk: 1}
        sealed = PersonField.objects.filter(field=f"{name}.Score__c").count()
        assert sealed + FormulaValue.objects.count() == 1
