"""The pipeline's page: empty, full, filtered, on a past day, exported; Charlie gets 404."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Membership, Role
from accounts.tenancy import inside
from analytics.pipeline.numbers import DEFINITIONS
from analytics.rollups import build_spans
from integrations.models import Lead, LeadStatusChange, Opportunity, OpportunityChange, Source
from tests.analytics.crm import at, put
from tests.analytics.pipeline.test_spans import a_deal, opened, step, with_stages
from tests.analytics.test_pages import client_of, see
from tests.analytics.test_rollups import make_crm
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
PAGES = ("pipeline/", "pipeline/export.csv", "pipeline/numbers/velocity")
ON = "on=2026-03-15&against=none"


def fill(cast: Cast, count: int = 1) -> Source:
    """Deals in New until the fifth, in Offer until the tenth, then won for 400 dollars each."""
    with inside(cast.acme):
        source = make_crm("UTC")
        with_stages(source)
        build_spans(source.pk)
        won = {"stage": "Won", "amount_micros": 400_000_000, "closes_on": date(2026, 3, 10)}
        more = {**won, "lead_source": "Web", "stamp": at("2026-03-10 12:00")}
        money = {"amount_micros": 400_000_000}
        for number in range(count):
            deal = f"006{number}"
            put(source, Opportunity, {deal: opened(1, **more)})
            of = {"opportunity_external_id": deal, **money}
            steps = (step(1, "New", **of), step(5, "Offer", **of), step(10, "Won", **of))
            put(source, OpportunityChange, {f"{deal}-{n}": one for n, one in enumerate(steps)})
    return source


def test_without_a_deal_the_page_says_what_to_do(cast: Cast) -> None:
    assert "No deal is known yet" in see(client_of(cast.alice), "pipeline/").content.decode()
    viewer = Membership.objects.get(user=cast.bob)
    Membership.objects.filter(pk=viewer.pk).update(role=Role.VIEWER)
    html = see(client_of(cast.bob), "pipeline/").content.decode()
    assert "Ask an admin" in html
    with inside(cast.acme):
        put(make_crm(), Opportunity, {"1": opened(1)})
    bob, headers = client_of(cast.bob), {"HX-Request": "true"}
    html = see(bob, "pipeline/").content.decode()
    assert "being counted" in html
    asks = html.split('hx-get="')[1].split('"')[0]
    answer = bob.get(asks, headers=headers)
    assert (answer.status_code, "HX-Refresh" in answer) == (204, False)
    fill(cast)
    assert bob.get(asks, headers=headers)["HX-Refresh"] == "true"


def test_a_past_day_stands_as_it_stood(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    for day, stage, there in (("03", "New", 1), ("07", "Offer", 1), ("12", "Offer", 0)):
        html = see(client, f"pipeline/?on=2026-03-{day}&against=none").content.decode()
        assert (f"Most stands in {stage}: USD\u00a0400" in html) is bool(there), day
    html = see(client, "pipeline/?on=2026-02-01").content.decode()
    assert "Nothing is known of this day" in html


def test_the_page_is_whole_without_scripts(cast: Cast) -> None:
    fill(cast)
    html = see(client_of(cast.bob), f"pipeline/?{ON}").content.decode()
    for words in ("Win rate both ways", "100%", "Velocity: formula and inputs", "Stage entries"):
        assert words in html, words
    # Nine days from the first to the tenth.
    assert "9 days" in html
    assert "style=" not in html
    assert "onclick" not in html


def test_a_deal_is_linked_by_its_id_and_the_file_has_all(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    html = see(client, "pipeline/?on=2026-03-07").content.decode()
    assert 'href="https://acme.my.salesforce.example/0060"' in html
    answer = see(client, "pipeline/export.csv?on=2026-03-07")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert [(r["id"], r["stage"], r["days"], r["amount"], r["currency"]) for r in rows] == [
        ("0060", "Offer", "2", "400", "USD")
    ]
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="numbers.exported").count() == 1


def test_each_number_says_what_it_means(cast: Cast, subtests: pytest.Subtests) -> None:
    fill(cast)
    client = client_of(cast.bob)
    for key in DEFINITIONS:
        with subtests.test(key=key):
            html = see(client, f"pipeline/numbers/{key}?{ON}").content.decode()
            assert "Formula" in html
            assert "Chosen" in html
    assert see(client, "pipeline/numbers/nothing").status_code == 404


def test_a_wrong_word_in_the_address_gives_the_default(
    cast: Cast, subtests: pytest.Subtests
) -> None:
    fill(cast)
    client = client_of(cast.bob)
    for query in (
        "on=2026-13-01&against=x&days=7",
        "on=2999-01-01&days=-1&step=x&by=x&within=x",
        "on=1066-01-01&crm_campaign=x&source=x&channel=%00",
        "lead_source=%FF&channel=';--&against=year&on=2024-02-29",
        "crm_campaign=0190a0b0-0000-7000-8000-000000000000&step=sql&by=week&within=14",
    ):
        for path in PAGES:
            with subtests.test(path=path, query=query):
                assert see(client, f"{path}?{query}").status_code == 200


def test_filters_leave_other_deals_out(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    there = see(client, "pipeline/?on=2026-03-07&lead_source=Web").content.decode()
    gone = see(client, "pipeline/?on=2026-03-07&lead_source=Fair").content.decode()
    assert ">0060<" in there
    assert ">0060<" not in gone


def test_many_deals_cost_no_more_statements(cast: Cast) -> None:
    client = client_of(cast.bob)
    counts = []
    fill(cast, 1)
    see(client, "pipeline/?on=2026-03-07")
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            see(client, "pipeline/?on=2026-03-07")
        counts.append(len(asked))
        with inside(cast.acme):
            source = Source.objects.get()
            put(source, Opportunity, {f"009{n}": opened(1) for n in range(5)})
    assert counts[0] == counts[1]


def test_charlie_of_rival_gets_404(cast: Cast) -> None:
    fill(cast)
    charlie = client_of(cast.charlie)
    for path in PAGES:
        assert see(charlie, path).status_code == 404, path
    html = see(charlie, "pipeline/", slug="rival").content.decode()
    assert "0060" not in html


def test_viewers_see_and_do_not_export(cast: Cast) -> None:
    fill(cast)
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    client = client_of(cast.bob)
    assert see(client, "pipeline/").status_code == 200
    assert Client().get("/w/acme/pipeline/").status_code == 302
    is_allowed = see(client, "pipeline/export.csv").status_code == 200
    assert is_allowed is ("export.csv" in see(client, "pipeline/?on=2026-03-07").content.decode())


def test_cohorts_are_open_until_their_youngest_had_its_days(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("UTC")
        with_stages(source)
        build_spans(source.pk)
        made = {"created_at": at("2026-03-01 12:00"), "stamp": at("2026-03-20")}
        lost = a_deal({"stage": "Lost", "closes_on": date(2026, 3, 9), **made})
        deals = {"1": opened(1, stage="Won", closes_on=date(2026, 3, 9)), "2": lost}
        put(source, Opportunity, deals)
        lead: dict[str, Any] = {"status": "New", "lead_source": "Web", **made}
        put(source, Lead, {"1": {**lead, "status": "Warm"}, "2": lead})
        put(source, LeadStatusChange, {"x": {"lead_external_id": "1", "old_status": "New",
            "new_status": "Warm", "changed_at": at("2026-03-20 12:00"),
            "basis": "history"}})  # fmt: skip
    client = client_of(cast.bob)
    for query, reached in (("step=won", "50%"), ("step=mql", "50%"), ("step=mql&within=14", "0%")):
        html = see(client, f"pipeline/?on=2026-05-31&within=30&{query}").content.decode()
        part = html[html.index('id="cohorts"') :]
        row = part[part.index("March 2026") :]
        assert reached in row[: row.index("</tr>")], query
        assert "still open" not in row[: row.index("</tr>")]
