"""From the gallery to the first sync in the browser's own requests: wizard, consent, accounts."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Job, User
from accounts.tenancy import inside
from integrations.models import Source
from integrations.selectors import accounts_of
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.connecting import answer_consent

pytestmark = pytest.mark.django_db
WIZARD = ["acme", "google_ads"]


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def consented(client: Client, decision: str = "allow") -> str:
    """Through the wizard and Google's page; the address at which the browser comes back."""
    page = client.post(reverse("integrations:connect", args=WIZARD)).content.decode()
    found = re.search(r'href="([^"]*/google-oauth/[^"]*)"', page)
    assert found, page
    query = answer_consent(unescape(found[1]), decision)
    callback = reverse("integrations:connect_callback", args=["google_ads"])
    return callback + "?" + "&".join(f"{name}={value}" for name, value in query.items())


def test_the_wizard_says_what_is_read_and_what_is_asked_for(cast: Cast, google: Running) -> None:
    page = log_in(cast.alice).get(reverse("integrations:connect", args=WIZARD)).content.decode()
    assert "metrics.cost_micros" in page
    assert "auth/adwords" in page
    assert "The last 30 days" in page
    gallery = log_in(cast.alice).get(reverse("integrations:gallery", args=["acme"]))
    assert reverse("integrations:connect", args=WIZARD) in gallery.content.decode()


def test_nothing_is_read_before_accounts_are_chosen(cast: Cast, google: Running) -> None:
    client = log_in(cast.alice)
    came_back = client.get(consented(client))
    with inside(cast.acme):
        source = Source.objects.get()
        assert not Job.objects.filter(task__endswith=".sync_source").exists()
    choice = reverse("integrations:source_accounts", args=["acme", source.pk])
    assert came_back.headers["Location"] == choice
    page = client.get(choice).content.decode()
    assert "Fernhill Instruments EU" in page
    assert "Europe/Copenhagen" in page
    assert client.post(choice, {}).status_code == 422
    assert client.post(choice, {"accounts": ["999"]}).status_code == 422
    number = re.findall(r'name="accounts" value="(\d+)"', page)[0]
    assert client.post(choice, {"accounts": [number]}).status_code == 302
    with inside(cast.acme):
        source.refresh_from_db()
        assert [account.external_id for account in accounts_of(source)] == [number]
        assert Job.objects.filter(task__endswith=".sync_source").count() == 1
    shown = client.get(reverse("integrations:source", args=["acme", source.pk]))
    assert "Fernhill Instruments EU" in shown.content.decode()


def test_charlie_chooses_nothing_of_acmes(cast: Cast, source: Source) -> None:
    charlie = log_in(cast.charlie)
    for slug in ("acme", "rival"):
        page = reverse("integrations:source_accounts", args=[slug, source.pk])
        assert charlie.get(page).status_code == 404
        assert charlie.post(page, {"accounts": ["1"]}).status_code == 404


def test_a_consent_of_google_is_of_no_use_to_another_connector(cast: Cast, google: Running) -> None:
    client = log_in(cast.alice)
    address = consented(client).replace("google_ads", "salesforce")
    assert client.get(address).status_code == 400
    with inside(cast.acme):
        assert not Source.objects.exists()


def test_an_unknown_connector_leads_nowhere(cast: Cast) -> None:
    client = log_in(cast.alice)
    assert client.get(reverse("integrations:connect", args=["acme", "nobody"])).status_code == 404
    assert client.get("/connect/nobody/callback").status_code == 404
