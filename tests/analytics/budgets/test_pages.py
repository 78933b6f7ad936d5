"""The pages of budgets: made, changed, ended, had back; who may; Acme's alone; files in and out."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, Membership, Role
from accounts.permissions import Permission, may
from accounts.tenancy import inside
from analytics.models import Budget, BudgetAmount
from tests.analytics.budgets.world import TODAY, UNIT, make_budget, make_spend, on, versions
from tests.analytics.test_pages import client_of, see
from tests.budget import at_length
from tests.cast import ROLES, Cast
from tests.tidy import tidy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
FORM = {
    "metric": "spend",
    "scope": "",
    "every": "month",
    "first_on": "2026-03-10",
    "count": "2",
    "amount": "4,340.50",
    "currency": "usd",
    "spread": "weekdays",
}


def post(client: Client, path: str, data: Any) -> Any:
    return client.post(f"/w/acme/{path}", data)


def test_a_budget_is_made_seen_ended_and_had_back(cast: Cast) -> None:
    client = client_of(cast.bob)
    with on():
        assert "No budget and no goal yet" in see(client, "budgets/").content.decode()
        with inside(cast.acme):
            make_spend()
        assert post(client, "budgets/new/", FORM).status_code == 302
        with inside(cast.acme):
            budget = Budget.objects.get()
            assert (budget.made_by, budget.spread) == (cast.bob, "weekdays")
            assert versions(budget) == [(MARCH, 1, 4_340_500_000), (APRIL, 1, 4_340_500_000)]
            assert AuditEvent.objects.filter(action="budget.set").exists()
        html = see(client, "budgets/").content.decode()
        for words in ("On course", "complete until 15 Mar 2026", "48%", "USD\u00a04.34k"):
            assert words in html, words
        overview = see(client, "overview/?from=2026-03-01&to=2026-03-15").content.decode()
        assert "Spend: 48% of the budget of March 2026" in overview
        detail = see(client, f"budgets/{budget.pk}/").content.decode()
        for words in ("Amounts and their history", "USD\u00a04,340.50", "Forecast", '"Plan"'):
            assert words in detail, words
        assert "already" in post(client, "budgets/new/", FORM).content.decode()
        answer = client.post(f"/w/acme/budgets/{budget.pk}/end/", follow=True)
        assert "Undo" in answer.content.decode()
        assert see(client, f"budgets/{budget.pk}/").status_code == 404
        client.post(f"/w/acme/budgets/{budget.pk}/restore/")
        assert see(client, f"budgets/{budget.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "much"}, "is no number. Write it as"),
        ({"metric": "leads", "amount": "2.5"}, "no whole number"),
        ({"first_on": "1999-01-01"}, "between the years"),
        *at_length(
            ({"amount": "-5"}, "not more than nothing"),
            ({"amount": "1.005"}, "more than 2 decimals"),
            ({"metric": "leads", "scope": "platform:google_ads"}, "Leads have no ad campaign"),
            ({"metric": "sessions", "scope": "channel:Display"}, "Visits cannot be filtered"),
            ({"currency": "E1R"}, "three letters"),
            ({"count": "99"}, "less than or equal to 24"),
            ({"metric": "joy"}, "Select a valid choice"),
        ),
    ],
)
def test_what_is_wrong_says_how_to_mend_it(cast: Cast, change: dict[str, str], words: str) -> None:
    with inside(cast.acme):
        make_spend()
    answer = post(client_of(cast.bob), "budgets/new/", {**FORM, **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with inside(cast.acme):
        assert not Budget.objects.exists()


def test_a_past_month_changes_only_when_it_is_meant(cast: Cast) -> None:
    with inside(cast.acme), on():
        budget = make_budget(cast.acme, 100, day=date(2026, 2, 3))
    client, url = client_of(cast.bob), f"budgets/{budget.pk}/amounts/?on=2026-02-01"
    with on():
        form = {"amount-2026-02-01": "120", "amount-2026-03-01": "130", "spread": "even"}
        answer = post(client, url, {**form, "currency": "USD"})
        assert answer.status_code == 422
        assert "over would change: 1" in answer.content.decode()
        with inside(cast.acme):
            assert len(versions(budget)) == 1
        meant = {**form, "currency": "USD", "is_past_meant": "on"}
        assert post(client, url, meant).status_code == 302
        with inside(cast.acme):
            assert versions(budget) == [
                (date(2026, 2, 1), 1, 100 * UNIT),
                (date(2026, 2, 1), 2, 120 * UNIT),
                (MARCH, 1, 130 * UNIT),
            ]
        html = see(client, f"budgets/{budget.pk}/?on=2026-02-01").content.decode()
        assert "set when it was over" in html
        assert "Bob" in html


def test_from_a_month_one_comes_to_its_own_year(cast: Cast) -> None:
    html = see(client_of(cast.bob), "budgets/?on=2025-05-01").content.decode()
    assert "/w/acme/budgets/year/?year=2025" in html


def test_a_year_is_typed_copied_and_saved_whole_or_not(cast: Cast) -> None:
    with inside(cast.acme), on():
        budget = make_budget(cast.acme, 100)
        make_budget(cast.acme, 50, metric="leads", day=date(2025, 7, 1))
    client = client_of(cast.bob)
    with on():
        html = tidy(see(client, "budgets/year/?fill=last_month").content.decode())
        assert f'name="m-{budget.pk}-2026-12" value="100"' in html
        assert f'name="m-{budget.pk}-2026-01" value=""' in html
        assert "not saved yet" in html
        assert 'value="50"' in see(client, "budgets/year/?fill=last_year").content.decode()
        sent = {f"m-{budget.pk}-2026-04": "210", f"m-{budget.pk}-2026-05": "x"}
        wrong = post(client, "budgets/year/?year=2026", sent)
        assert wrong.status_code == 422
        assert "is no number" in wrong.content.decode()
        sent[f"m-{budget.pk}-2026-05"] = "220"
        assert post(client, "budgets/year/?year=2026", sent).status_code == 302
    with inside(cast.acme):
        assert versions(budget) == [
            (MARCH, 1, 100 * UNIT),
            (APRIL, 1, 210 * UNIT),
            (date(2026, 5, 1), 1, 220 * UNIT),
        ]


def import_file(client: Client, text: str, **more: str) -> Any:
    file = SimpleUploadedFile("b.csv", text.encode(), "text/csv")
    return post(client, "budgets/import/", {"file": file, **more})


def test_what_is_exported_can_be_imported_and_is_the_same(cast: Cast) -> None:
    with inside(cast.acme), on():
        brand, _shoes = make_spend()
        make_budget(cast.acme, 1_250)
        make_budget(cast.acme, 300, campaign_id=brand, currency="EUR")
        make_budget(cast.acme, 40, metric="leads", every="quarter")
    client = client_of(cast.bob)
    text = see(client, "budgets/export.csv").content.decode()
    assert f"spend,month,,,{brand},2026-03-01,300,EUR,Brand" in text
    assert "leads,quarter,,,,2026-01-01,40,," in text
    with on():
        assert import_file(client, text).status_code == 302
        with inside(cast.acme):
            assert BudgetAmount.objects.count() == 3
        more = "number,every,campaign,from,amount\nspend,month,Brand,2026-04,99.5\n"
        assert import_file(client, more).status_code == 302
    with inside(cast.acme):
        assert BudgetAmount.objects.get(first_on=APRIL).micros == 99_500_000


FAULTS = (
    ("joy,month,,,,2026-03,5,", "number", "Write one of these"),
    ("spend,week,,,,2026-03,5,", "every", "month, quarter, year"),
    ("spend,month,,,Nowhere,2026-03,5,", "campaign", "No ad campaign has this name"),
    ("spend,month,google_ads,Display,,2026-03,5,", "channel", "not several of them"),
    ("leads,month,google_ads,,,2026-03,5,", "platform", "Leads have no ad campaign"),
    ("spend,month,,,,2026-3-1,5,", "from", "2026-11-01"),
    ('spend,month,,,,2026-03,"1.250,50",', "amount", "1250.50"),
    ("spend,month,,,,2026-03,5,EURO", "currency", "three letters"),
)


def test_each_fault_of_a_file_is_named_and_nothing_is_taken_in(cast: Cast) -> None:
    head = "number,every,platform,channel,campaign,from,amount,currency"
    good = "spend,month,meta_ads,,,2026-03,5,USD"
    text = "\n".join([head, good, *(line for line, _column, _words in FAULTS), good])
    client = client_of(cast.bob)
    answer = import_file(client, text)
    assert answer.status_code == 422
    html = tidy(answer.content.decode())
    for number, (_line, column, words) in enumerate(FAULTS, 3):
        assert f'class="figure">{number}</th><td>{column}</td>' in html
        assert words in html
    assert "Line 2 has an amount of this period already" in html
    with inside(cast.acme):
        assert not Budget.objects.exists()
    assert "has to name this column" in import_file(client, "a,b\n1,2\n").content.decode()
    assert "no line beneath" in import_file(client, f"{head}\n").content.decode()
    latin = SimpleUploadedFile("b.csv", "spend,måned".encode("latin-1"))
    assert "UTF-8" in post(client, "budgets/import/", {"file": latin}).content.decode()
    assert "Choose a file" in post(client, "budgets/import/", {}).content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_and_who_sets(cast: Cast, role: Role) -> None:
    with inside(cast.acme), on():
        budget = make_budget(cast.acme, 100)
    Membership.objects.filter(user=cast.bob).update(role=role)
    client, may_set = client_of(cast.bob), may(role, Permission.DEFINE_NUMBERS)
    for path in ("budgets/", f"budgets/{budget.pk}/"):
        assert see(client, path).status_code == 200
    for path in ("new/", "year/", "import/", f"{budget.pk}/amounts/"):
        assert see(client, f"budgets/{path}").status_code == (200 if may_set else 403)
    wanted = 200 if may(role, Permission.EXPORT_NUMBERS) else 403
    assert see(client, "budgets/export.csv").status_code == wanted
    for verb in ("end", "restore"):
        answer = client.post(f"/w/acme/budgets/{budget.pk}/{verb}/")
        assert answer.status_code == (302 if may_set else 403)


def test_charlie_sees_and_sets_nothing_of_acme(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        budget = make_budget(cast.acme, 7_777, channel="Acme’s secret channel")
    charlie = client_of(cast.charlie)
    paths = ("", "new/", "year/", "import/", "export.csv", f"{budget.pk}/")
    for path in (*paths, f"{budget.pk}/amounts/"):
        assert see(charlie, f"budgets/{path}").status_code == 404
    own = see(charlie, "budgets/?on=2026-03-16", slug="rival").content.decode()
    own += see(charlie, "budgets/export.csv", slug="rival").content.decode()
    assert "secret" not in own
    assert "7777" not in own
    assert see(charlie, f"budgets/{budget.pk}/", slug="rival").status_code == 404
    charlie.post(f"/w/rival/budgets/{budget.pk}/end/")
    charlie.post("/w/rival/budgets/year/?year=2026", {f"m-{budget.pk}-2026-04": "5"})
    with inside(cast.acme):
        assert Budget.objects.get().ended_at is None
        assert versions(budget) == [(MARCH, 1, 7_777 * UNIT)]
        assert TODAY > MARCH
