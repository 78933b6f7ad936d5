"""The golden totals: the shared files where they are, else a file of the same shape."""

import csv
import io
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.tenancy import inside
from integrations.files.fields import Kind
from integrations.models import Campaign, CampaignDay, Company, Opportunity, SyncRun
from tests.integrations.files.conftest import SHARED, Importer, Outcome, guessed

KAG = SHARED / "facebook_ads" / "KAG_conversion_data.csv"
PIPELINE = SHARED / "crm_sales" / "sales_pipeline.csv"
pytestmark = pytest.mark.django_db


def spend_file() -> tuple[str, Decimal, int, int]:
    """(file, spend, clicks, rows) of the same shape as KAG's."""
    dice = random.Random(7)
    out, spend, clicks = io.StringIO(), Decimal(0), 0
    writer = csv.writer(out)
    writer.writerow(
        [
            "Date",
            "ad_id",
            "xyz_campaign_id",
            "age",
            "Impressions",
            "Clicks",
            "Spent",
            "Total_Conversion",
        ]
    )
    for ad in range(600):
        day = date(2023, 8, 1) + timedelta(days=ad % 31)
        cost, hits = Decimal(dice.randint(0, 10**11)) / 10**9, dice.randint(0, 40)
        spend, clicks = spend + cost, clicks + hits
        writer.writerow(
            [f"{day:%d-%m-%Y}", ad, dice.choice([916, 936]), "30-34", 900, hits, cost, 1]
        )
    return out.getvalue(), spend, clicks, 600


def test_a_spend_file_adds_up_exactly(importer: Importer, outcome: Outcome) -> None:
    text, spend, clicks, rows = spend_file()
    run = importer(text, currency="DKK")
    assert (run.state, run.rows_loaded, run.rows_rejected) == (SyncRun.State.SUCCEEDED, rows, 0)
    with inside(importer.cast.acme):
        days = list(CampaignDay.objects.all())
        assert Campaign.objects.count() == 2
    assert len(days) == 62
    assert sum(day.clicks or 0 for day in days) == clicks
    # Each campaign's day is rounded once, so the sum is off by half a micro a day at most.
    assert abs(sum(day.spend_micros or 0 for day in days) - spend * 10**6) <= len(days) / 2
    note = outcome(run)
    assert note["money"]["spend"]["DKK"] == sum(day.spend_micros or 0 for day in days)
    assert note["totals"]["clicks"] == clicks
    assert (note["first_on"], note["last_on"]) == ("2023-08-01", "2023-08-31")


@pytest.mark.skipif(not KAG.exists(), reason="the shared folder is absent")
def test_facebook_ads_come_to_the_golden_totals(importer: Importer, outcome: Outcome) -> None:
    upload = importer.upload(KAG.read_bytes(), name=KAG.name)
    choices = guessed(upload)
    assert choices.order == "dmy"
    assert choices.columns["campaign_id"] == "xyz_campaign_id"
    assert choices.columns["conversions"] == "Total_Conversion"
    run = importer.work(importer.start(upload, currency="USD", platform="Meta"))
    note = outcome(run)
    assert note["totals"] == {
        "campaigns": 3,
        "impressions": 213_434_828,
        "clicks": 38_165,
        "conversions_micros": 3_264_000_000,
    }
    assert note["money"]["spend"] == {"USD": 58_705_229_960}
    assert round(note["money"]["spend"]["USD"] / 10**6, 2) == 58_705.23
    with inside(importer.cast.acme):
        assert {c.name for c in Campaign.objects.all()} == {"916", "936", "1178"}
        assert {c.platform for c in Campaign.objects.all()} == {"Meta"}


@pytest.mark.skipif(not KAG.exists(), reason="the shared folder is absent")
def test_approved_conversions_can_be_chosen_instead(importer: Importer, outcome: Outcome) -> None:
    upload = importer.upload(KAG.read_bytes())
    columns = {**guessed(upload).columns, "conversions": "Approved_Conversion"}
    run = importer.work(importer.start(upload, columns=columns))
    assert outcome(run)["totals"]["conversions_micros"] == 1_079_000_000


def deals_file() -> str:
    """A file of the same shape as the pipeline's: m/d/Y, missing accounts, no currency."""
    lines = ["opportunity_id,sales_agent,account,deal_stage,engage_date,close_date,close_value"]
    for number in range(200):
        stage = ("Won", "Lost", "Engaging", "Prospecting")[number % 4]
        closed = "3/13/2017,1054" if stage == "Won" else "3/14/2017,0" if stage == "Lost" else ","
        engaged = "" if stage == "Prospecting" else "10/25/2016"
        account = "" if number % 5 == 0 else f"Company {number % 7}"
        lines.append(f"D{number:07},Someone,{account},{stage},{engaged},{closed}")
    return "\n".join(lines) + "\n"


def test_a_pipeline_file_becomes_deals_and_companies(importer: Importer, outcome: Outcome) -> None:
    run = importer(deals_file(), Kind.OPPORTUNITIES, currency="EUR")
    assert (run.state, run.rows_loaded) == (SyncRun.State.SUCCEEDED, 200)
    note = outcome(run)
    assert note["totals"] == {
        "opportunities": 200, "won": 50, "lost": 50, "open": 100, "no_company": 40,
    }  # fmt: skip
    assert note["money"]["won_value"] == {"EUR": 50 * 1054 * 10**6}
    with inside(importer.cast.acme):
        won = Opportunity.objects.filter(is_won=True).first()
        assert Company.objects.count() == 7
        assert won is not None
        assert won.closes_on == date(2017, 3, 13)
        assert won.created_at is not None
        assert won.created_at.astimezone(importer.cast.acme.zone).date() == date(2016, 10, 25)


@pytest.mark.skipif(not PIPELINE.exists(), reason="the shared folder is absent")
def test_the_crm_pipeline_comes_to_the_golden_totals(importer: Importer, outcome: Outcome) -> None:
    upload = importer.upload(PIPELINE.read_bytes(), Kind.OPPORTUNITIES)
    choices = guessed(upload)
    assert choices.order == "mdy"
    assert choices.stages == {
        "Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open",
    }  # fmt: skip
    run = importer.work(importer.start(upload))
    note = outcome(run)
    assert note["totals"]["opportunities"] == 8800
    assert (note["totals"]["won"], note["totals"]["lost"]) == (4238, 2473)
    assert note["totals"]["no_company"] == 1425
    # Acme reports in dollars, and the file names no currency.
    assert note["money"]["won_value"] == {"USD": 10_005_534 * 10**6}
    with inside(importer.cast.acme):
        days = [
            (deal.closes_on - deal.created_at.astimezone(importer.cast.acme.zone).date()).days
            for deal in Opportunity.objects.filter(is_won=True)
            if deal.closes_on and deal.created_at
        ]
    assert round(sum(days) / len(days), 2) == 51.78
