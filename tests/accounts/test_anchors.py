"""Signed heads outside of the database: whoever owns it cannot cut or rewrite a trail unseen."""

import base64
import json
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.anchors.checking import anchor_damages
from accounts.anchors.keeping import _place, anchor_heads, heads_of
from accounts.anchors.signing import is_genuine, public_key, sign_head
from accounts.audit import Damage, head, record
from accounts.models import AuditEvent, WebhookDelivery
from accounts.tenancy import inside
from accounts.webhooks.endpoints import add_endpoint
from proactivox.celery import SWEEPS
from proactivox.embedded.postgres import SUPERUSER
from tests.accounts.conftest import Browser
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.server_addresses import run_cluster

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.ANCHOR_KEY, settings.ANCHOR_PUBLIC_KEYS = KEY, []


@pytest.fixture
def trail(cast: Cast) -> Cast:
    """Three lines of Acme's, the newest of which is signed."""
    with inside(cast.acme):
        for number in range(3):
            record("source.paused", number=number)
    assert anchor_heads() >= 1
    return cast


def broken(cast: Cast) -> list[Damage]:
    with inside(cast.acme):
        return anchor_damages()


@pytest.mark.django_db
def test_a_head_can_be_checked_by_anybody_with_the_public_key(trail: Cast) -> None:
    (document,) = heads_of(trail.acme.pk)
    said = json.dumps(document["content"], sort_keys=True, separators=(",", ":")).encode()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key()))
    public.verify(base64.b64decode(document["signature"]), said)
    assert document["content"]["seq"] == 3
    assert broken(trail) == []


@pytest.mark.django_db
def test_what_another_key_or_nobody_signed_is_found(trail: Cast, settings: Any) -> None:
    place = _place(trail.acme.pk)
    honest = place.read_text()
    place.write_text(honest.replace('"seq":3', '"seq":2') + "no json\n")
    assert broken(trail) == [Damage(0, "forged")] * 2
    place.write_text(honest)
    before, settings.ANCHOR_KEY = public_key(), OTHER
    assert broken(trail) == [Damage(0, "forged")]
    settings.ANCHOR_PUBLIC_KEYS = [before]
    assert broken(trail) == []


@pytest.mark.django_db
def test_a_head_of_another_workspace_is_none_of_ours(trail: Cast) -> None:
    _place(trail.rival.pk).write_bytes(_place(trail.acme.pk).read_bytes())
    with inside(trail.rival):
        assert Damage(0, "forged") in anchor_damages()


@pytest.mark.django_db
def test_without_a_key_nothing_is_signed_and_nothing_is_genuine(cast: Cast, settings: Any) -> None:
    with inside(cast.acme):
        document = sign_head(cast.acme.pk, head())
    settings.ANCHOR_KEY = b""
    assert anchor_heads() == 0
    assert public_key() == ""
    assert not is_genuine(document)


@pytest.mark.django_db
def test_who_listens_to_the_trail_gets_its_head(cast: Cast) -> None:
    with inside(cast.acme):
        add_endpoint(address="https://siem.acme.example/", streams=["audit"])
    anchor_heads()
    with inside(cast.acme):
        (body,) = WebhookDelivery.objects.filter(kind="audit.head").values_list("body", flat=True)
    assert is_genuine(json.loads(body)["data"])


@pytest.mark.django_db
def test_the_page_shows_the_key_and_hands_the_heads_out(trail: Cast, browser: Browser) -> None:
    alice = browser(trail.alice)
    assert public_key().replace("=", "") in alice.get("/w/acme/settings/audit/").content.decode()
    lines = alice.get("/w/acme/settings/audit/heads/").content.decode().splitlines()
    assert [is_genuine(json.loads(line)) for line in lines] == [True]
    page = alice.get("/w/acme/settings/audit/?target=accounts.job").content.decode()
    assert "Nothing matches" in page


def test_the_command_finds_a_tail_that_a_superuser_cut_off_and_sealed_again(
    fresh_database: FreshDatabase,
) -> None:
    """The chain holds by itself then: only the head outside tells."""
    cast = make_cast()
    with inside(cast.acme):
        for number in range(3):
            record("source.paused", number=number)
    anchor_heads()
    assert "so do 1 signed heads" in _run()
    _cut_after_first(fresh_database, cast.acme.pk)
    call_command("verify_audit", stdout=StringIO())
    with pytest.raises(SystemExit):
        _run()
    with inside(cast.acme):
        assert anchor_damages() == [Damage(3, "cut")]
        record("source.paused")
        record("source.paused")
        assert AuditEvent.objects.count() == 3
        assert anchor_damages() == [Damage(3, "rewritten")]


@pytest.mark.django_db
def test_a_trail_whose_heads_stopped_coming_is_named(
    trail: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was cut off, or the clock stands still; and asking without a key is no proof."""
    now = timezone.now()
    monkeypatch.setattr("accounts.anchors.checking.timezone.now", lambda: now + timedelta(days=1))
    assert broken(trail) == []
    monkeypatch.setattr("accounts.anchors.checking.timezone.now", lambda: now + timedelta(days=3))
    assert broken(trail) == [Damage(3, "late")]
    settings.ANCHOR_KEY = b""
    with pytest.raises(CommandError, match="no head is signed"):
        _run()
    assert "accounts.anchors.keeping.anchor_heads" in SWEEPS


def _run() -> str:
    said = StringIO()
    call_command("verify_audit", "--anchors", stdout=said, stderr=StringIO())
    return said.getvalue()


def _cut_after_first(database: FreshDatabase, workspace_id: UUID) -> None:
    """As whoever owns the cluster could: the rest goes, and the chain's head is put back."""
    statements = (
        "ALTER TABLE accounts_auditevent DISABLE TRIGGER USER",
        "DELETE FROM accounts_auditevent WHERE seq > 1 AND workspace_id = %(id)s",
        (
            "UPDATE app.audit_head h SET seq = e.seq, hash = e.hash FROM accounts_auditevent e "
            "WHERE e.workspace_id = h.workspace_id AND e.seq = 1 AND h.workspace_id = %(id)s"
        ),
        "ALTER TABLE accounts_auditevent ENABLE TRIGGER USER",
    )
    with psycopg.connect(run_cluster().postgres.url(SUPERUSER, database.name)) as connection:
        for statement in statements:
            connection.execute(statement, {"id": workspace_id} if "%(id)s" in statement else None)
