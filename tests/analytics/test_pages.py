"""Pages: empty, full, filtered, cached, exported; each number opens; Charlie gets 404."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Job, Membership, Role, Workspace
from accounts.tenancy import inside
from analytics.metrics import CATALOGUE
from analytics.models import CampaignMatch, LeadStage
from analytics.rollups import rebuild
from integrations.models import Campaign, Lead, Opportunity
from tests.analytics.crm import at, crm_source, put
from tests.analytics.test_queries import deal, spend
from tests.budget import at_length, sweeping
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
MARCH = "from=2026-03-01&to=2026-03-31"
PAGES = ("overview/", "overview/data", "overview/export.csv", "numbers/spend")
SETTINGS = ("settings/stages/", "settings/campaigns/")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fill(cast: Cast, count: int = 1) -> None:
    with inside(cast.acme):
        for number in range(count):
            ads = make_ads(f"Ads {number}")
            spend(ads, {(0, 1): (1000, 10, 100_000_000, "USD"), (1, 2): (10, 1, 5_000_000, "USD")})
        crm = crm_source()
        LeadStage.objects.create(source=crm, status="Hot", stage="mql", counted_as="mql")
        leads = {
            str(n): {"created_at": at("2026-03-01 12:00"), "status": "Hot", "lead_source": "Web"}
            for n in range(count)
        }
        put(crm, Lead, leads)
        put(crm, Opportunity, {f"006{n}": deal(1, 400_000_000) for n in range(count)})


def see(client: Client, path: str, slug: str = "acme", **more: Any) -> Any:
    return client.get(f"/w/{slug}/{path}", **more)


def test_without_sources_the_page_says_what_to_do(cast: Cast) -> None:
    html = see(client_of(cast.alice), "overview/").content.decode()
    assert "Connect your first source" in html
    viewer = Membership.objects.get(user=cast.bob)
    Membership.objects.filter(pk=viewer.pk).update(role=Role.VIEWER)
    assert "Ask an admin" in see(client_of(cast.bob), "overview/").content.decode()


def test_the_overview_is_whole_without_scripts(cast: Cast) -> None:
    fill(cast)
    html = see(client_of(cast.bob), f"overview/?{MARCH}").content.decode()
    for words in ("USD\u00a0105", "USD\u00a0400", "3.81×", "Brand", "Google Ads", "chart__canvas"):
        assert words in html, words
    assert "style=" not in html
    assert "onclick" not in html


@pytest.mark.parametrize(
    "by", ["campaign", "lead_source", *at_length("platform", "crm_campaign", "nonsense")]
)
def test_every_split_and_order_answers(cast: Cast, subtests: pytest.Subtests, by: str) -> None:
    fill(cast)
    client = client_of(cast.bob)
    for sort in ("", "name", "-name", "spend", "-won_revenue", "';--"):
        with subtests.test(sort=sort):
            data = {"by": by, "sort": sort, "q": "r"}
            assert see(client, f"overview/?{MARCH}", data=data).status_code == 200


def test_a_wrong_word_in_the_address_gives_the_default(
    cast: Cast, subtests: pytest.Subtests
) -> None:
    fill(cast)
    client = client_of(cast.bob)
    for query in (
        "from=2026-13-01&to=x",
        "from=1900-01-01&to=1900-01-02",
        "range=never&compare=then&page=0&trend=x",
        "page=999999999999999999999",
        "campaign=x&platform=%00&lead_source=%FF",
        "q=%00%27",
        "range=365d&compare=year",
    ):
        for path in ("overview/", "overview/data", "numbers/leads"):
            with subtests.test(path=path, query=query):
                assert see(client, f"{path}?{query}").status_code == 200


def test_sorting_and_paging_campaigns(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    html = see(client, f"overview/?{MARCH}&by=campaign&sort=spend").content.decode()
    assert html.index(">Shoes<") < html.index(">Brand<")
    html = see(client, f"overview/?{MARCH}&by=campaign&sort=-spend&q=shoe").content.decode()
    assert ">Brand<" not in html


def test_a_page_after_the_last_one_is_the_last_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tables", "table_cells"):
        monkeypatch.setattr(f"analytics.pages.{module}.PAGE", 1)
    fill(cast)
    for by in ("campaign", "platform"):
        html = see(
            client_of(cast.bob), f"overview/?{MARCH}&by={by}&sort=-spend&page=9999"
        ).content.decode()
        assert "Nothing in these days" not in html, by
    assert ">Shoes<" in (
        see(
            client_of(cast.bob), f"overview/?{MARCH}&by=campaign&sort=-spend&page=9"
        ).content.decode()
    )


def test_an_unchanged_answer_is_304_and_asks_only_who_is_there(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    first = see(client, f"overview/data?{MARCH}")
    assert first.json()["values"]["spend"]["value"] == 105_000_000
    headers = {"If-None-Match": first["ETag"]}
    with CaptureQueriesContext(connection) as asked:
        again = see(client, f"overview/data?{MARCH}", headers=headers)
    assert again.status_code == 304
    assert again.content == b""
    statements = " ".join(query["sql"] for query in asked)
    # The version came with the membership; no tenant's table is read and none is entered.
    assert statements.count("data_version") == 1
    for words in ("analytics_", "integrations_", "app.workspace_id"):
        assert words not in statements, [q["sql"][:300] for q in asked if words in q["sql"]]
    assert see(client, f"overview/data?{MARCH}&platform=x", headers=headers).status_code == 200
    with inside(cast.acme):
        put(crm_source("Other"), Lead, {"9": {"created_at": at("2026-03-01 12:00"), "status": ""}})
    changed = see(client, f"overview/data?{MARCH}", headers=headers)
    assert changed.status_code == 200
    assert changed.json()["values"]["leads"]["value"] == 2


@pytest.mark.parametrize("path", [f"overview/?{MARCH}", f"numbers/won_revenue?{MARCH}"])
def test_a_page_costs_the_same_with_three_rows(cast: Cast, path: str) -> None:
    fill(cast, 1)
    client = client_of(cast.bob)
    see(client, path)
    with CaptureQueriesContext(connection) as one:
        see(client, path)
    fill(cast, 3)
    with CaptureQueriesContext(connection) as three:
        see(client, path)
    assert len(three) == len(one)


def test_an_export_is_what_is_seen_and_runs_nothing(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        Campaign.objects.filter(name="Brand").update(name='=HYPERLINK("http://x")')
    text = see(client_of(cast.bob), f"overview/export.csv?{MARCH}&by=campaign").content.decode()
    lines = text.lstrip("\ufeff").splitlines()
    assert lines[0].startswith("campaign,detail,Spend (USD),Impressions")
    assert lines[1].startswith('"\'=HYPERLINK(""http://x"")",Google Ads,100,1000,10,')
    assert len(lines) == 3
    with inside(cast.acme):
        event = AuditEvent.objects.get(action="numbers.exported")
        assert event.data == {"rows": 2}


def test_a_viewer_may_look_and_not_export_or_define(cast: Cast) -> None:
    fill(cast)
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    client = client_of(cast.bob)
    assert see(client, "overview/").status_code == 200
    assert see(client, "numbers/spend").status_code == 200
    for path in ("overview/export.csv", *SETTINGS):
        assert see(client, path).status_code == 403


def test_charlie_gets_404_and_strangers_the_log_in(cast: Cast) -> None:
    fill(cast)
    charlie, stranger = client_of(cast.charlie), Client()
    for path in (*PAGES, *SETTINGS):
        assert see(charlie, path).status_code == 404, path
        assert see(stranger, path).status_code == 302, path


def test_charlies_own_page_holds_nothing_of_acme(cast: Cast) -> None:
    fill(cast)
    with inside(cast.rival):
        crm_source("Theirs")
    html = see(client_of(cast.charlie), f"overview/?{MARCH}", slug="rival").content.decode()
    for words in ("Brand", "Google Ads", "USD\u00a0105", "Acme"):
        assert words not in html


@sweeping(3)
def test_every_number_opens(cast: Cast, subtests: pytest.Subtests, every: int) -> None:
    fill(cast)
    client = client_of(cast.bob)
    for metric, known in [*CATALOGUE.items()][::every]:
        with subtests.test(metric=metric):
            page = see(client, f"numbers/{metric}?{MARCH}").content.decode()
            assert str(known.formula).split(".")[0].replace("'", "&#x27;") in page
            part = see(client, f"numbers/{metric}?{MARCH}", headers={"HX-Request": "true"})
            assert "<html" not in part.content.decode()


@pytest.mark.parametrize(
    ("metric", "records"),
    [
        ("spend", ["Brand", "Shoes"]),
        ("won_revenue", ['href="https://acme.my.salesforce.example/0060"', "USD\u00a0400.00"]),
        *at_length(
            ("impressions", ["Brand", "1,000"]),
            ("leads", ['href="https://acme.my.salesforce.example/0"', "Web"]),
            ("mql", ['href="https://acme.my.salesforce.example/0"']),
            ("new_customers", ["0060"]),
            ("opportunities", ["0060"]),
        ),
    ],
)
def test_a_passport_shows_the_records(cast: Cast, metric: str, records: list[str]) -> None:
    fill(cast)
    html = see(client_of(cast.bob), f"numbers/{metric}?{MARCH}").content.decode()
    for words in records:
        assert words in html, words
    empty = see(client_of(cast.bob), f"numbers/{metric}?from=2026-05-01&to=2026-05-02")
    assert "No record in these days" in empty.content.decode()


def test_a_passport_pages_through_its_records(cast: Cast) -> None:
    with inside(cast.acme):
        deals = {f"006{n:03}": deal(1, n, company_external_id=str(n)) for n in range(30)}
        put(crm_source(), Opportunity, deals)
    client = client_of(cast.bob)
    seen = [
        [f"006{n:03}" in html for n in range(30)]
        for page in (1, 2)
        if (html := see(client, f"numbers/new_customers?{MARCH}&page={page}").content.decode())
    ]
    assert [sum(page) for page in seen] == [25, 5]
    assert all(a != b for a, b in zip(*seen, strict=True))


def test_an_unknown_metric_is_404(cast: Cast) -> None:
    assert see(client_of(cast.bob), "numbers/profit").status_code == 404


def test_stages_are_chosen_and_counted_anew_by_a_job(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    with inside(cast.acme):
        row = LeadStage.objects.get()
    page = see(client, "settings/stages/").content.decode()
    assert "our guess from its name" in page
    client.post("/w/acme/settings/stages/", {f"stage-{row.pk}": "sql"})
    with inside(cast.acme):
        assert Job.objects.get(task="analytics.tasks.rebuild_rollups").args == [str(row.source_id)]
        assert AuditEvent.objects.filter(action="lead_stages.set").count() == 1
    page = see(client, "settings/stages/").content.decode()
    assert "being counted anew" in page
    assert "every 2s" in page
    with inside(cast.acme):
        rebuild(row.source_id)
    assert "every 2s" not in see(client, "settings/stages/").content.decode()
    values = see(client, f"overview/data?{MARCH}").json()["values"]
    assert (values["mql"]["value"], values["sql"]["value"]) == (0, 1)


def test_a_stage_that_is_none_changes_nothing(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        row = LeadStage.objects.get()
    client_of(cast.bob).post("/w/acme/settings/stages/", {f"stage-{row.pk}": "vip"})
    with inside(cast.acme):
        assert LeadStage.objects.get().stage == "mql"
        assert not Job.objects.filter(task="analytics.tasks.rebuild_rollups").exists()


def test_campaigns_of_equal_names_are_mapped_at_once(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        crm = crm_source("Second")
        for external_id, name in (("701", "brand"), ("702", "Shoes"), ("703", "Shoes")):
            Campaign.objects.create(source=crm, external_id=external_id, kind="crm", name=name)
    client = client_of(cast.bob)
    assert (
        "1 campaign has the same name in both"
        in see(client, "settings/campaigns/").content.decode()
    )
    version = Workspace.objects.get(pk=cast.acme.pk).data_version
    client.post("/w/acme/settings/campaigns/accept/")
    with inside(cast.acme):
        match = CampaignMatch.objects.get()
        assert match.made_by_id == cast.bob.pk
        assert Campaign.objects.get(pk=match.crm_campaign_id).external_id == "701"
    assert Workspace.objects.get(pk=cast.acme.pk).data_version == version + 1


def test_a_campaign_is_mapped_by_name_and_a_wrong_name_is_kept_and_said(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        fair = Campaign.objects.create(
            source=crm_source("Second"), external_id="701", kind="crm", name="Fair"
        )
        brand = Campaign.objects.get(name="Brand")
    client = client_of(cast.bob)
    wrong = client.post("/w/acme/settings/campaigns/", {f"match-{brand.pk}": "Fiar"})
    assert wrong.status_code == 400
    assert "No campaign of the CRM has this name" in wrong.content.decode()
    assert 'value="Fiar"' in wrong.content.decode()
    client.post("/w/acme/settings/campaigns/", {f"match-{brand.pk}": "fair"})
    with inside(cast.acme):
        assert CampaignMatch.objects.get().crm_campaign_id == fair.pk
    client.post("/w/acme/settings/campaigns/", {f"match-{brand.pk}": ""})
    with inside(cast.acme):
        assert CampaignMatch.objects.count() == 0


def test_long_names_and_hostile_ones_are_only_text(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        Campaign.objects.filter(name="Brand").update(name="<script>alert(1)</script>" + "x" * 200)
    html = see(client_of(cast.bob), f"overview/?{MARCH}").content.decode()
    assert "<script>alert" not in html
