"""Numbers that mean something else since lately say so: on boards, in reports and at the API."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Role
from accounts.tenancy import inside
from analytics.dashboards.layout import Layout, Tile, TileKind
from analytics.formulas.keeping import Draft, change_metric, define_metric
from analytics.models import ChannelBook, LeadStage, OwnMetric, OwnMetricVersion, SavedReport
from analytics.queries import Breakdown
from analytics.reporting.composing.documents import compose
from analytics.services.decisions import set_matches, set_stages
from analytics.trust.meaning import Cause, Question, meanings
from integrations.models import Campaign
from tests.analytics.crm import crm_source
from tests.analytics.dashboards.test_contents import make
from tests.analytics.test_pages import client_of, fill, see
from tests.api_keys import get, key_for
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache", "noted_contexts")]
KEY = "own_cost_per_hand"
DAYS = "from=2026-03-01&to=2026-03-31"
LAYOUT = Layout(
    (
        Tile("n1", TileKind.NUMBER, question=f"metrics={KEY}"),
        Tile("b1", TileKind.BARS, question="metrics=spend&by=channel", y=2),
        Tile("b2", TileKind.BARS, question="metrics=spend&by=campaign", y=6),
        Tile("f1", TileKind.FUNNEL, y=10),
        Tile("x1", TileKind.TEXT, text="Words", y=15),
    ),
    DAYS,
)


def draft(formula: str, name: str = "Cost per hand") -> Draft:
    return Draft(name=name, formula=formula)


@pytest.fixture
def metric(cast: Cast) -> OwnMetric:
    """Spend for each lead, then for each MQL; rules of channels and a status were changed, too."""
    with inside(cast.acme):
        row = define_metric(draft=draft("spend / leads"), user_id=cast.bob.pk)
        change(cast, row, "spend / mql")
        ChannelBook.objects.create(version=3)
        source = crm_source()
        status = LeadStage.objects.create(source=source, status="Working", stage="mql")
        set_stages(choices={status.pk: "sql"})
    return row


def change(cast: Cast, row: OwnMetric, formula: str, name: str = "Cost per hand") -> None:
    row.refresh_from_db()
    wanted = draft(formula, name)
    change_metric(metric_id=row.pk, draft=wanted, version=row.version, user_id=cast.bob.pk)


def asked(*metrics: str, by: Breakdown | None = None) -> Question:
    return Question(metrics, frozenset({by}) if by else frozenset())


def causes(*questions: Question) -> set[Cause]:
    return {one.cause for one in meanings(questions)}


def test_each_question_is_told_what_touches_it(cast: Cast, metric: OwnMetric) -> None:
    with inside(cast.acme):
        assert causes(asked("spend")) == set()
        assert causes(asked("spend", by=Breakdown.CAMPAIGN)) == set()
        assert causes(asked(KEY)) == {Cause.FORMULA, Cause.STAGES}
        assert causes(asked("spend", by=Breakdown.CHANNEL)) == {Cause.CHANNELS}
        assert causes(asked("mql"), asked("spend")) == {Cause.STAGES}
        source = LeadStage.objects.get().source
        ad, crm = (
            Campaign.objects.create(source=source, external_id=kind, kind=kind, name=kind)
            for kind in ("ad", "crm")
        )
        set_matches(choices={ad.pk: crm.pk})
        assert causes(asked("won_revenue", by=Breakdown.CAMPAIGN)) == {Cause.CAMPAIGNS}
        with CaptureQueriesContext(connection) as seen:
            assert causes(asked("spend"), asked("clicks", by=Breakdown.CAMPAIGN)) == set()
        assert len(seen) == 0, "what nothing could touch asks nobody"


def test_it_says_what_it_was_and_what_it_is_in_two_languages(cast: Cast, metric: OwnMetric) -> None:
    with inside(cast.acme):
        (formula,) = [one for one in meanings([asked(KEY)]) if one.cause is Cause.FORMULA]
        assert formula.text.startswith("Cost per hand means something else since ")
        assert formula.text.endswith(": Spend ÷ MQL; before, Spend ÷ Leads.")
        assert formula.url("acme") == f"/w/acme/settings/metrics/{metric.pk}/"
        (channels,) = meanings([asked("spend", by=Breakdown.CHANNEL)])
        assert "when their rules became version 3." in channels.text
        with translation.override("da"):
            assert channels.text.startswith("Kanaler betyder noget andet siden ")


def test_another_name_is_no_other_meaning_and_neither_is_a_way_there_and_back(
    cast: Cast, metric: OwnMetric
) -> None:
    with inside(cast.acme):
        before = next(one.at for one in meanings([asked(KEY)]) if one.metric)
        change(cast, metric, "spend / mql", "Cost per hand raised")
        (named,) = [one for one in meanings([asked(KEY)]) if one.metric]
        assert (named.at, named.version) == (before, 3), "since the formula, not since the name"
        change(cast, metric, "spend / leads")
        assert not [one for one in meanings([asked(KEY)]) if one.metric]


def test_after_a_month_it_is_told_no_more(
    cast: Cast, metric: OwnMetric, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(cast.acme):
        now = timezone.now() + timedelta(days=31)
        monkeypatch.setattr("analytics.trust.meaning.timezone.now", lambda: now)
        assert not meanings([asked(KEY), asked("spend", by=Breakdown.CHANNEL)])


def test_a_board_a_report_and_the_api_say_it_and_strangers_are_not_told(
    cast: Cast, metric: OwnMetric
) -> None:
    fill(cast)
    row = make(cast, "Board", Role.MARKETER, layout=LAYOUT)
    page = see(client_of(cast.bob), f"dashboards/{row.pk}/")
    assert page.status_code == 200, page.content
    tiles = {one.tile.id: [found.text for found in one.changed] for one in page.context["tiles"]}
    assert [len(tiles[key]) for key in ("n1", "b1", "b2", "f1", "x1")] == [2, 1, 0, 1, 0]
    assert f"/settings/metrics/{metric.pk}/" in page.content.decode()
    body = get(key_for(cast.bob, cast.acme), f"/api/v1/dashboards/{row.pk}/contents").json()
    changed = {tile["id"]: [one["cause"] for one in tile["changed"]] for tile in body["tiles"]}
    assert set(changed["n1"]) == {"formula", "stages"}
    assert changed["b1"] == ["channels"]
    assert changed["x1"] == []
    with inside(cast.acme):
        facts = compose("Board", LAYOUT, cast.acme, today=date(2026, 4, 2)).document.facts
    assert [one for one in facts if one.name == "Changed" and "Spend ÷ MQL" in one.text]


def test_a_saved_report_says_it_once_with_the_way_to_its_versions(
    cast: Cast, metric: OwnMetric
) -> None:
    fill(cast)
    question = f"metrics={KEY}&by=channel&{DAYS}"
    with inside(cast.acme):
        report = SavedReport.objects.create(name="Hands", question=question, made_by=cast.bob)
    path = f"explore/?{question}"
    html = see(client_of(cast.bob), f"{path}&report={report.pk}").content.decode()
    assert html.count("means something else since") == 1
    assert f"/settings/metrics/{metric.pk}/" in html
    assert "means something else" not in see(client_of(cast.bob), path).content.decode()
    body = get(key_for(cast.bob, cast.acme), f"/api/v1/saved-reports/{report.pk}/answer").json()
    assert {one["cause"] for one in body["changed"]} == {"formula", "stages", "channels"}


def test_nothing_of_acme_is_told_to_rival(cast: Cast, metric: OwnMetric) -> None:
    with inside(cast.rival):
        define_metric(draft=draft("spend / leads"), user_id=cast.charlie.pk)
        assert OwnMetricVersion.objects.count() == 1
        assert not meanings([asked(KEY), asked("spend", by=Breakdown.CHANNEL), asked("mql")])
