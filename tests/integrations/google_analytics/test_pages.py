"""The page of visits: each day says what was done to its numbers, and is nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tenancy import inside
from integrations.facts.flags import CREDITING, SAMPLED, THRESHOLDED
from integrations.facts.traffic import write_traffic_days
from integrations.models import Source
from tests.cast import Cast
from tests.integrations.google_analytics.test_visits import BRAND, DIRECT, piece

pytestmark = pytest.mark.django_db


def test_each_day_says_how_sure_it_is(cast: Cast) -> None:
    with inside(cast.acme):
        source = Source.objects.create(connector="google_analytics", name="Site")
        url = reverse("integrations:visits", args=[cast.acme.slug, source.pk])
        marked = BRAND._replace(flags=SAMPLED | THRESHOLDED | CREDITING, revenue_micros=None)
        write_traffic_days(piece(source, marked, DIRECT._replace(revenue_micros=None)))
    client = Client()
    client.force_login(cast.bob)
    page = client.get(url).content.decode()
    for text in ("Estimated from a sample", "Small rows withheld", "Key events may grow", ">17<"):
        assert text in page
    assert "Settled" not in page
    assert "USD" not in page
    client.force_login(cast.charlie)
    assert client.get(url).status_code == 404
