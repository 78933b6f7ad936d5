"""Four questions asked of Superset over the daily facts, and of the product over its rollups."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from benchmarks import Bench, Result, print_table
from benchmarks.bench import install_extras
from benchmarks.query_scale import SETTINGS, set_up_django

if TYPE_CHECKING:
    from benchmarks.dashboard.asking import Browser, Program
    from benchmarks.dashboard.business import Business
    from benchmarks.exploring.questions import Question
    from benchmarks.superset.asking import ChartQuestion, Charts

BENCHMARK = "four questions of a year over 5,000,000 facts, asked of Superset and of the product"
GOAL, ROUNDS, WARM_UP = 10, 15, 2
_QUIET = {"SANDBOX_LEADS": "300", "JOB_SWEEP_SECONDS": "60", "API_CALLS_AT_ONCE": "1000"}
_PATH = "/api/v1/metrics/query"
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


@dataclass(frozen=True)
class Asked:
    """A question as each is asked it: the API's body, the explorer's page, Superset's chart."""

    body: dict[str, Any]
    page: Question
    chart: ChartQuestion


@dataclass(frozen=True)
class Took:
    """Medians in milliseconds: of the two answers in JSON, and of the explorer's whole page."""

    ours: float
    theirs: float
    page: float


def main(bench: Bench, campaigns: int = 1_250) -> Result:
    """The time of Superset's four answers / that of ours: JSON asked of either's API.

    The explorer's page of the same is shown beside it. Superset's charts are drawn in the browser,
    by pages that are not measured.
    """
    python = install_extras("superset", "requirements/bench-superset.txt")
    set_up_django()
    from benchmarks.dashboard.asking import Browser, Program
    from benchmarks.dashboard.business import make_business, make_key
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
        program = Program(product.url, make_key(business))
        browser = Browser(product.url, business.session)
        print("Starting Superset ...", flush=True)
        with running_superset(python, bench.folder / "superset") as superset:
            charts = Charts(superset, _address(bench))
            _check(admin, business, charts, program)
            found = _in_turn(program, browser, charts, business)
    _print(found)
    ours, theirs = (sum(getattr(one, n) for one in found.values()) for n in ("ours", "theirs"))
    return Result("query_superset", ours, theirs, "ms", theirs / ours, f">= {GOAL}")


def _questions() -> dict[str, Asked]:
    from benchmarks.exploring.questions import Question
    from benchmarks.superset.asking import ChartQuestion

    def page(**words: str) -> Question:
        return Question("", tuple({"range": "365d", **words}.items()))

    def body(*metrics: str, **more: Any) -> dict[str, Any]:
        return {"range": "365d", "metrics": metrics, **more}

    return {
        "sums of a year": Asked(
            body("spend", "clicks", "ctr"),
            page(metrics="spend,clicks,ctr", show="table"),
            ChartQuestion(("spend", "clicks", "impressions")),
        ),
        "a year by month": Asked(
            body("spend", "clicks", granularity="month"),
            page(metrics="spend,clicks", step="month"),
            ChartQuestion(("spend", "clicks"), is_series=True),
        ),
        "platforms of a year": Asked(
            body("spend", "clicks", by=["platform"]),
            page(metrics="spend,clicks", by="platform", show="table"),
            ChartQuestion(("spend", "clicks"), ("platform",)),
        ),
        "first 25 campaigns": Asked(
            body("spend", "clicks", by=["campaign"], sort="-spend"),
            page(metrics="spend,clicks", by="campaign", sort="-spend", show="table"),
            ChartQuestion(("spend", "clicks"), ("campaign",), rows=25),
        ),
    }


def _address(bench: Bench) -> str:
    sockets = bench.servers.postgres.sockets
    return f"postgresql+psycopg2://postgres@/proactivox?host={sockets}"


def _check(admin: psycopg.Connection, business: Business, charts: Charts, program: Program) -> None:
    """Both know the same sum, to the cent."""
    from benchmarks.superset.asking import ChartQuestion

    ((stored,),) = admin.execute(_SPEND, [business.workspace.pk]).fetchall()
    _took, (theirs,) = charts.ask(ChartQuestion(("spend",)))
    _took, said = program.post(_PATH, {"range": "365d", "metrics": ["spend"]})
    ours = said["values"]["spend"]["value"] / 1_000_000
    assert round(float(stored), 2) == round(theirs["spend"], 2) == round(ours, 2), (stored, theirs)


def _in_turn(
    program: Program, browser: Browser, charts: Charts, business: Business
) -> dict[str, Took]:
    """{question: medians}, asked in turn, so that a busy moment is shared."""
    found = {}
    for name, asked in _questions().items():
        path = asked.page.path(business.workspace.slug)
        rounds = [
            (
                program.post(_PATH, asked.body)[0],
                charts.ask(asked.chart)[0],
                browser.get(path).milliseconds,
            )
            for _round in range(WARM_UP + ROUNDS)
        ][WARM_UP:]
        found[name] = Took(*map(statistics.median, zip(*rounds, strict=True)))
    return found


def _print(found: dict[str, Took]) -> None:
    rows = [
        [name, one.ours, one.theirs, one.theirs / one.ours, one.page, one.theirs / one.page]
        for name, one in found.items()
    ]
    heads = ("question, p50 in ms", "ours", "Superset", "times", "our page", "times")
    print_table(heads, rows)
