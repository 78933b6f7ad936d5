"""Four questions asked of Superset over the daily facts, and of the explorer over its rollups."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import psycopg

from benchmarks import Bench, Result, print_table
from benchmarks.bench import install_extras
from benchmarks.query_scale import SETTINGS, set_up_django

if TYPE_CHECKING:
    from benchmarks.dashboard.asking import Browser
    from benchmarks.dashboard.business import Business
    from benchmarks.exploring.questions import Question
    from benchmarks.superset.asking import ChartQuestion, Charts

BENCHMARK = "four questions of a year over 5,000,000 facts, asked of Superset and of the explorer"
GOAL, ROUNDS, WARM_UP = 10, 15, 2
_QUIET = {"SANDBOX_LEADS": "300", "JOB_SWEEP_SECONDS": "60"}
# As whoever serves Superset well would lay them out: one table with the names, sorted by day.
_TABLE = """
CREATE TABLE superset_day AS
SELECT d."on", c.name AS campaign, c.platform, d.impressions, d.clicks,
    d.spend_micros / 1e6::float8 AS spend
FROM integrations_campaignday d
JOIN integrations_campaign c ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id
WHERE d.workspace_id = %s ORDER BY d."on";
"""
_SPEND = """
SELECT sum(spend_micros) / 1e6 FROM analytics_adday
WHERE workspace_id = %s AND "on" >= current_date - 365 AND "on" < current_date
"""


def main(bench: Bench, campaigns: int = 1_250) -> Result:
    """The time of Superset's four charts / that of ours; each of ours is the explorer's whole page.

    Superset's is the data of its chart alone, without the page around it.
    """
    python = install_extras("superset", "requirements/bench-superset.txt")
    set_up_django()
    from benchmarks.dashboard.asking import Browser
    from benchmarks.dashboard.business import make_business
    from benchmarks.dashboard.facts import Size, fill
    from benchmarks.superset.asking import Charts
    from benchmarks.superset.running import running_superset

    with (
        psycopg.connect(bench.admin_url, autocommit=True) as admin,
        bench.run_product(DJANGO_SETTINGS_MODULE=SETTINGS, **_QUIET) as product,
    ):
        business, size = make_business(admin), Size(campaigns, cuts=4)
        print(f"Making {size.facts:,} campaign days ...", flush=True)
        fill(admin, business, size)
        admin.execute(_TABLE, [business.workspace.pk])
        admin.execute('CREATE INDEX ON superset_day ("on")')
        admin.execute("VACUUM ANALYZE superset_day")
        print("Starting Superset ...", flush=True)
        with running_superset(python, bench.folder / "superset") as superset:
            charts = Charts(superset, _address(bench))
            _check(admin, business, charts)
            found = _in_turn(Browser(product.url, business.session), charts, business)
    _print(found)
    ours, theirs = (sum(one[place] for one in found.values()) for place in (0, 1))
    return Result("query_superset", ours, theirs, "ms", theirs / ours, f">= {GOAL}")


def _questions() -> dict[str, tuple[Question, ChartQuestion]]:
    from benchmarks.exploring.questions import Question
    from benchmarks.superset.asking import ChartQuestion

    def ask(**words: str) -> Question:
        return Question("", tuple({"range": "365d", **words}.items()))

    return {
        "sums of a year": (
            ask(metrics="spend,clicks,ctr", show="table"),
            ChartQuestion(("spend", "clicks", "impressions")),
        ),
        "a year by month": (
            ask(metrics="spend,clicks", step="month"),
            ChartQuestion(("spend", "clicks"), is_series=True),
        ),
        "platforms of a year": (
            ask(metrics="spend,clicks", by="platform", show="table"),
            ChartQuestion(("spend", "clicks"), ("platform",)),
        ),
        "first 25 campaigns": (
            ask(metrics="spend,clicks", by="campaign", sort="-spend", show="table"),
            ChartQuestion(("spend", "clicks"), ("campaign",), rows=25),
        ),
    }


def _address(bench: Bench) -> str:
    sockets = bench.servers.postgres.sockets
    return f"postgresql+psycopg2://postgres@/proactivox?host={sockets}"


def _check(admin: psycopg.Connection, business: Business, charts: Charts) -> None:
    """Both know the same sum, to the cent."""
    from benchmarks.superset.asking import ChartQuestion

    ((ours,),) = admin.execute(_SPEND, [business.workspace.pk]).fetchall()
    _took, ((theirs),) = charts.ask(ChartQuestion(("spend",)))
    assert round(float(ours), 2) == round(theirs["spend"], 2), (ours, theirs)


def _in_turn(
    browser: Browser, charts: Charts, business: Business
) -> dict[str, tuple[float, float]]:
    """{question: (ours, theirs)}, medians in milliseconds."""
    found = {}
    for name, (question, chart) in _questions().items():
        path = question.path(business.workspace.slug)
        rounds = [
            (browser.get(path).milliseconds, charts.ask(chart)[0])
            for _round in range(WARM_UP + ROUNDS)
        ][WARM_UP:]
        ours, theirs = map(statistics.median, zip(*rounds, strict=True))
        found[name] = (ours, theirs)
    return found


def _print(found: dict[str, tuple[float, float]]) -> None:
    rows = [[name, ours, theirs, theirs / ours] for name, (ours, theirs) in found.items()]
    print_table(("question, p50 in ms", "explorer", "Superset", "times"), rows)
