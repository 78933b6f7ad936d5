"""How many sources are late, over all workspaces, and what the status page says of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import SourceCount
from enquiries.site.lateness import Counted, keep_counts, standing_of_sources
from integrations.models import Credential, Source
from integrations.services.lateness import count_late_sources
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def make(connector: str, hours_old: int | None, **state: object) -> None:
    """A source that was read up to so many hours ago; None: never yet."""
    fresh = None if hours_old is None else timezone.now() - timedelta(hours=hours_old)
    source = Source(connector=connector, name=get_random_string(8), fresh_until=fresh, **state)
    source.save()
    Credential.objects.create(source=source, access_token=b"", instance_url="", token_url="")


def counts() -> dict[str, tuple[int, int]]:
    with inside(HOUSE_ID):
        return {one.name: (one.sources, one.late) for one in SourceCount.objects.all()}


def test_sources_of_all_workspaces_are_counted_together(cast: Cast) -> None:
    """Paused, ended and new ones are late for nobody, and a file is not read by itself."""
    with inside(cast.acme):
        make("salesforce", 1)
        make("salesforce", 7)
        make("salesforce", 7, paused_at=timezone.now())
        make("salesforce", 7, disconnected_at=timezone.now())
        make("google_ads", None)
        Source.objects.create(connector="file", name="Spend", fresh_until=timezone.now())
    with inside(cast.rival):
        make("salesforce", 8)
        make("hubspot", 2)
    assert count_late_sources() == 2
    assert counts() == {"Salesforce": (3, 2), "HubSpot": (1, 0)}
    with inside(cast.rival):
        Source.objects.filter(connector="hubspot").update(paused_at=timezone.now())
    count_late_sources()
    assert counts() == {"Salesforce": (3, 2)}


@pytest.mark.parametrize(
    ("sources", "late", "percent", "tone"),
    [(5, 0, 100, "good"), (1000, 1, 99, "good"), (100, 6, 94, "warn"), (8, 3, 62, "bad")],
)
def test_what_the_page_says(sources: int, late: int, percent: int, tone: str) -> None:
    keep_counts([Counted("salesforce", "Salesforce", sources, late)])
    (said,) = standing_of_sources(timezone.now())
    assert (said.name, said.percent, said.tone) == ("Salesforce", percent, tone)


def test_few_sources_and_old_counts_are_not_told() -> None:
    """Of fewer than five, everybody would know how one customer does."""
    keep_counts([Counted("hubspot", "HubSpot", 4, 4), Counted("salesforce", "Salesforce", 10, 1)])
    page = Client().get("/en/status/").content.decode()
    assert "HubSpot" not in page
    assert "90 % up to date" in page
    assert standing_of_sources(timezone.now() + timedelta(hours=3, minutes=1)) == []


def test_the_counts_are_the_houses_alone(cast: Cast) -> None:
    keep_counts([Counted("salesforce", "Salesforce", 10, 1)])
    with inside(cast.rival):
        assert not SourceCount.objects.exists()
        with pytest.raises(DatabaseError):
            SourceCount.objects.bulk_create(
                [
                    SourceCount(
                        workspace_id=HOUSE_ID,
                        connector="x",
                        name="x",
                        sources=1,
                        late=0,
                        counted_at=timezone.now(),
                    )
                ]
            )
