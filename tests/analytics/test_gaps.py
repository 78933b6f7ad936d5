"""What is not known yet is said so, with what to do about it, and never shown as nothing."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.tenancy import inside
from analytics.pages.charts import funnel
from analytics.queries import MetricQuery, MetricResult, Period, run_query
from integrations.models import Opportunity, Source
from tests.analytics.crm import crm_source, put
from tests.analytics.test_pages import MARCH, client_of, fill, see
from tests.analytics.test_queries import deal, spend
from tests.cast import Cast
from tests.integrations.test_facts import FIRST, make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache", "noted_contexts")]
STEPS = ("leads", "mql", "sql", "opportunities", "won_deals")


def page_of(cast: Cast, query: str = MARCH) -> str:
    return str(see(client_of(cast.alice), f"overview/?{query}").content.decode())


def steps_of(cast: Cast) -> MetricResult:
    return run_query(MetricQuery(STEPS, Period(FIRST, FIRST)), cast.acme)


def test_a_first_sync_is_awaited_and_not_called_no_crm(cast: Cast) -> None:
    with inside(cast.acme):
        crm_source("Fernhill")
    html = page_of(cast)
    assert "Fernhill is being read for the first time" in html
    assert "See the progress" in html
    assert "A source is being read" in html
    assert "Not read yet." in html
    assert "No CRM connected yet." not in html
    assert "data-chart-canvas" not in html


def test_spend_alone_asks_for_a_crm_and_earnings_alone_for_spend(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, 1): (1000, 10, 100_000_000, "USD")})
        Source.objects.update(fresh_until=timezone.now())
    assert "What was earned is not known yet" in page_of(cast)
    with inside(cast.rival):
        put(crm_source(), Opportunity, {"006": deal(1, 1_000_000)})
        Source.objects.update(fresh_until=timezone.now())
    html = see(client_of(cast.charlie), f"overview/?{MARCH}", "rival").content.decode()
    assert "What was spent is not known yet" in html


def test_a_workspace_with_both_is_asked_for_nothing(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        Source.objects.update(fresh_until=timezone.now())
    html = page_of(cast)
    assert "not known yet" not in html
    assert "being read" not in html


def test_a_file_of_deals_is_no_source_of_leads(cast: Cast) -> None:
    with inside(cast.acme):
        put(crm_source(), Opportunity, {"006": deal(1, 1_000_000)})
        Source.objects.update(connector="file", fresh_until=timezone.now())
        result = steps_of(cast)
    assert (result.values["leads"].value, result.values["leads"].reason) == (
        None,
        "No source of leads yet.",
    )


def test_steps_of_a_funnel_without_a_value_are_gaps(cast: Cast) -> None:
    with inside(cast.acme):
        put(crm_source(), Opportunity, {"006": deal(1, 1_000_000)})
        Source.objects.update(connector="file", fresh_until=timezone.now())
        drawn = funnel(steps_of(cast))
    (series,) = drawn.data["series"]
    assert series["values"][:3] == [None, None, None]
    assert series["values"][3] is not None
    assert "leads" not in drawn.title
    assert not drawn.gap


@pytest.mark.parametrize(
    ("metric", "behind", "not_behind"), [("spend", "Ads", "CRM"), ("leads", "CRM", "Ads")]
)
def test_a_passport_names_the_sources_behind_its_number(
    cast: Cast, metric: str, behind: str, not_behind: str
) -> None:
    fill(cast)
    context: Any = see(client_of(cast.bob), f"numbers/{metric}?{MARCH}").context
    names = [item.name for item in context["freshness"]]
    assert any(name.startswith(behind) for name in names)
    assert not any(name.startswith(not_behind) for name in names)
