"""A page is written whole, whichever way: new ids, known ones, both, or rows that moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from accounts.tenancy import inside
from analytics.rollups import find_differences, rebuild
from integrations import changes
from integrations.changes import Change
from integrations.connectors.entities import Page
from integrations.connectors.salesforce.streams import BY_NAME
from integrations.loading import Target, load_page, pages
from integrations.loading.target import target_for
from integrations.models import Opportunity
from tests.analytics.crm import crm_source
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FIELDS = ("Id", "SystemModstamp", "IsDeleted", "StageName", "Amount", "CreatedDate")
Row = tuple[str, int, str]


@pytest.fixture
def target(cast: Cast) -> Iterator[Target]:
    """Acme's deals, while Acme is entered; none is there yet."""
    with inside(cast.acme):
        source = crm_source()
        rebuild(source.pk)
        yield target_for(
            workspace_id=cast.acme.pk,
            source_id=source.pk,
            stream=BY_NAME["Opportunity"],
            fields=FIELDS,
            currency="USD",
        )
        assert find_differences() == []


def page_of(*rows: Row) -> Page:
    """Deals by id, day of their stamp, and stage."""
    lines = [
        f'"{name}","2026-03-{day:02}T00:00:00.000Z","false","{stage}","10.0",'
        '"2026-03-01T00:00:00.000Z"'
        for name, day, stage in rows
    ]
    head = ",".join(f'"{name}"' for name in FIELDS)
    return Page("\n".join([head, *lines, ""]).encode(), len(rows), "")


def stages() -> dict[str, str]:
    return dict(Opportunity.objects.values_list("external_id", "stage"))


def test_pages_apart_from_and_among_what_is_stored_are_written_alike(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_ANALYSE_FROM", 0)
    assert load_page(target, page_of(("B", 2, "new"), ("D", 2, "new"))).changed == 2
    among = page_of(("A", 2, "new"), ("B", 2, "new"), ("C", 2, "new"), ("D", 3, "won"))
    assert load_page(target, among).changed == 3
    twice = page_of(("F", 2, "old"), ("F", 4, "newest"), ("E", 2, "new"))
    assert load_page(target, twice).changed == 2
    assert load_page(target, page_of(("F", 3, "older"), ("E", 2, "new"))).changed == 0
    found = {"A": "new", "B": "new", "C": "new", "D": "won", "E": "new", "F": "newest"}
    assert stages() == found


def test_a_row_that_moved_since_it_was_compared_is_written_all_the_same(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_page(target, page_of(("A", 2, "new"), ("B", 2, "new")))

    @contextmanager
    def touching(change: Change) -> Iterator[None]:
        """As one who marks a row in between: its new version lies elsewhere."""
        Opportunity.objects.filter(external_id="A").update(contact_external_id="003")
        yield

    monkeypatch.setattr(changes, "_keepers", [*changes._keepers, touching])
    assert load_page(target, page_of(("A", 3, "won"), ("B", 3, "won"))).changed == 2
    assert stages() == {"A": "won", "B": "won"}


WON = (
    *("Id", "SystemModstamp", "IsDeleted", "AccountId", "StageName", "Amount", "CreatedDate"),
    *("CloseDate", "IsClosed", "IsWon", "LeadSource"),
)


def won_page(*rows: tuple[str, int, str, str, str, str]) -> Page:
    """Deals by id, day of their stamp, company, amount, close date and whether they are won."""
    lines = [
        f"{name},2026-03-{day:02}T00:00:00.000Z,{str(amount == 'gone').lower()},{company},Sent,"
        f"{amount if amount != 'gone' else ''},2026-03-01T00:00:00.000Z,{closes},true,{won},Web"
        for name, day, company, amount, closes, won in rows
    ]
    return Page("\n".join([",".join(WON), *lines, ""]).encode(), len(rows), "")


def test_deals_are_counted_by_what_was_compared_whatever_changes(target: Target) -> None:
    """The fixture compares each count with one from nothing; new deals come on the same page."""
    every = replace(target, fields=WON)
    first = [(name, 2, "X", "5", "2026-03-02", "true") for name in "ABC"]
    load_page(every, won_page(*first, ("D", 2, "Y", "7", "2026-03-04", "true")))
    load_page(
        every,
        won_page(
            ("A", 3, "X", "5", "2026-03-09", "true"),
            ("B", 3, "Y", "6", "2026-03-02", "true"),
            ("C", 3, "X", "5", "2026-03-02", "false"),
            ("D", 3, "Y", "gone", "2026-03-04", "true"),
            ("E", 3, "Z", "", "2026-03-03", "true"),
        ),
    )
    assert find_differences() == []
    # A user who sees fewer fields: what was read before stays, and counts on.
    load_page(target, page_of(("A", 4, "new"), ("B", 4, "new"), ("G", 4, "new")))
    assert Opportunity.objects.get(external_id="A").is_won
