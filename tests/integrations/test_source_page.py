"""What a source's page says while work goes on and when it is done, without a reload by hand."""

import pytest
from django.utils import timezone

from accounts.tenancy import inside
from integrations.models import Source, SyncRun, SyncSlice
from tests.cast import Cast
from tests.integrations.test_pages import log_in

pytestmark = pytest.mark.django_db
FIRST_NUMBERS = "Your first numbers are here"


@pytest.fixture
def source(cast: Cast) -> Source:
    """Acme's, read once just now."""
    with inside(cast.acme):
        source = Source.objects.create(connector="google_ads", name="Ads")
        SyncRun.objects.create(source=source, kind="first", state="succeeded")
    return source


def test_how_far_earlier_months_are_is_asked_for_until_they_are_read(
    cast: Cast, source: Source
) -> None:
    alice, place = log_in(cast.alice), f"/w/acme/sources/{source.pk}/"
    with inside(cast.acme):
        run = SyncRun.objects.create(source=source, kind="backfill", state="running")
        for day in ("2026-01-01", "2026-02-01"):
            SyncSlice.objects.create(
                source=source, run=run, stream="campaigns", cursor_to=timezone.now(), first_on=day
            )
        SyncSlice.objects.filter(first_on="2026-02-01").update(finished_at=timezone.now())
    page = alice.get(place).content.decode()
    assert f'hx-get="{place}earlier/"' in page
    part = alice.get(f"{place}earlier/").content.decode()
    assert "1 of 2 pieces are read" in part
    assert f'hx-get="{place}earlier/"' in part
    with inside(cast.acme):
        SyncRun.objects.filter(kind="backfill").update(state="succeeded")
    answer = alice.get(f"{place}earlier/")
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_a_first_sync_leads_to_its_numbers_until_there_was_another(
    cast: Cast, source: Source
) -> None:
    alice, place = log_in(cast.alice), f"/w/acme/sources/{source.pk}/"
    page = alice.get(place).content.decode()
    assert FIRST_NUMBERS in page
    assert 'href="/w/acme/overview/"' in page[page.index(FIRST_NUMBERS) :]
    with inside(cast.acme):
        SyncRun.objects.create(source=source, kind="incremental", state="running")
    assert FIRST_NUMBERS not in alice.get(place).content.decode()
