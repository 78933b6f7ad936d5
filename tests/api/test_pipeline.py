"""The pipeline for programs: a past day stands as it stood, and each number says why it is none."""

import pytest

from tests.analytics.pipeline.test_pages import fill
from tests.api_keys import get, key_for
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/pipeline"


def test_a_past_day_stands_as_it_stood(cast: Cast) -> None:
    fill(cast, 2)
    secret = key_for(cast.bob, cast.acme)
    offered = get(secret, f"{ALL}?on=2026-03-07&days=30").json()
    assert (offered["on"], offered["total"]["deals"]) == ("2026-03-07", 2)
    stages = {one["stage"]: one["deals"] for one in offered["stages"] if one["deals"]}
    assert stages == {"Offer": 2}
    assert offered["numbers"]["open_pipeline"]["value"] == offered["total"]["amount"] == 800_000_000
    assert offered["numbers"]["win_rate"]["value"] is None
    assert offered["numbers"]["win_rate"]["reason"]
    won = get(secret, f"{ALL}?on=2026-03-15&lead_source=Web").json()
    assert won["total"]["deals"] == 0
    assert won["numbers"]["win_rate"] == {
        "value": 1,
        "reason": "",
        "unit": "rate",
        "without_rate": [],
    }


def test_days_that_cannot_be_are_refused_and_later_ones_are_today(cast: Cast) -> None:
    secret = key_for(cast.bob, cast.acme)
    for wrong in ("on=0001-01-01", "days=7", "source_id=acme", "stage=Offer"):
        assert get(secret, f"{ALL}?{wrong}").status_code == 400, wrong
    assert get(secret, f"{ALL}?on=2099-01-01").json()["on"] < "2099"


def test_charlies_key_sees_no_deal_of_acme(cast: Cast) -> None:
    source = fill(cast)
    secret = key_for(cast.charlie, cast.rival)
    for query in ("", f"&source_id={source.pk}"):
        found = get(secret, f"{ALL}?on=2026-03-07{query}").json()
        assert (found["total"]["deals"], found["stages"], found["lead_sources"]) == (0, [], [])
