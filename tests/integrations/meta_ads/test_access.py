"""Facebook's log-in as the wizard goes through it: sixty days, renewed, ended, unticked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Trouble
from accounts.tenancy import inside
from integrations.connectors.meta_ads.connector import look_in
from integrations.connectors.meta_ads.oauth import OAUTH
from integrations.connectors.refusals import AccessEnded
from integrations.connectors.tokens import HeldToken, Token
from integrations.models import Source
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.connecting import answer_consent, connect

URL = "https://unused.example"


def _short_lived(**consent: str) -> str:
    query = answer_consent(OAUTH.consent_url("", state="s", verifier="v" * 43), **consent)
    return query["code"]


def test_the_code_becomes_a_token_of_sixty_days_and_each_renewal_another(vendors: Running) -> None:
    grant = OAUTH.exchange_code("", code=_short_lived(), verifier="")
    assert grant.refresh == grant.access
    again = OAUTH.refresh_grant(OAUTH.token_url(""), grant.access)
    assert again.access != grant.access
    vendors.control.settings(clock_offset=61 * 86_400.0)
    with pytest.raises(AccessEnded):
        OAUTH.refresh_grant(OAUTH.token_url(""), again.access)


def test_a_grant_that_is_given_back_is_over(vendors: Running) -> None:
    grant = OAUTH.exchange_code("", code=_short_lived(), verifier="")
    OAUTH.revoke_token(OAUTH.token_url(""), grant.access)
    with pytest.raises(AccessEnded):
        OAUTH.refresh_grant(OAUTH.token_url(""), grant.access)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_said"), [(10, True), (50, False)])
def test_the_end_of_a_login_is_said_in_time(cast: Cast, days: int, is_said: bool) -> None:
    until = timezone.localdate() + timedelta(days=days)
    with inside(cast.acme):
        source = Source.objects.create(
            connector="meta_ads", name="Meta", identity={"access_until": until.isoformat()}
        )
    client = Client()
    client.force_login(cast.alice)
    url = reverse("integrations:source", args=["acme", source.pk])
    page = client.get(url).content.decode()
    assert "Log-in lasts until" in page
    assert ("Its log-in ends on" in page) is is_said


def test_an_unticked_box_is_said_with_advice(
    vendors: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.integrations.connecting._ConsentForm.handle_starttag", _without_boxes
    )
    grant = OAUTH.exchange_code("", code=_short_lived(), verifier="")
    with pytest.raises(Trouble) as trouble:
        look_in(HeldToken(Token(grant.access, "", 1)), grant)
    assert trouble.value.code == "missing_scope"


def _without_boxes(form: object, tag: str, attrs: list[tuple[str, str | None]]) -> None:
    given = dict(attrs)
    if tag == "form":
        form.action = given.get("action") or ""  # type: ignore[attr-defined]
    elif tag == "input" and given.get("type") == "hidden":
        form.fields[given["name"]] = given.get("value") or ""  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_source_knows_until_when_the_person_agreed(vendors: Running, cast: Cast) -> None:
    source = connect(cast.acme, cast.alice, "meta_ads")
    with inside(cast.acme):
        identity = Source.objects.get(pk=source.pk).identity
    in_90_days = datetime.now(UTC).date() + timedelta(days=90)
    assert identity["access_until"] == in_90_days.isoformat()
    assert "Fernhill" not in str(identity)
