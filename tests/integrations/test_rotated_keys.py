"""Keys get successors, and people are still matched, and the erased still kept out."""

import secrets
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.crypto import KeyedHash, forget_keys
from accounts.models import WorkspaceKey
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations import personal_data
from integrations.models import Lead, Suppression
from integrations.subjects import find_person
from tests.analytics.crm import at, crm_source, put
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DORA, ERASED = "dora@customer.example", "erik@customer.example"


def rotate_everything(settings: Any, kek_id: str) -> None:
    """A new data key and a new wrapping key; the old wrapping key leaves the ring."""
    call_command("keys", "rotate-dek", "--workspace", "acme", stdout=StringIO())
    settings.DATA_KEYS = {**settings.DATA_KEYS, kek_id: secrets.token_bytes(32)}
    settings.DATA_KEY_PRIMARY = kek_id
    call_command("keys", "rotate-kek", stdout=StringIO())
    settings.DATA_KEYS = {kek_id: settings.DATA_KEYS[kek_id]}
    forget_keys()


def test_hashes_outlive_every_rotation(cast: Cast, settings: Any) -> None:
    with inside(cast.acme):
        marks = {
            "email_hash": KeyedHash(cast.acme.pk, "email").of(DORA),
            "suppression_hash": KeyedHash(cast.acme.pk, "email", purpose="suppression").of(DORA),
        }
        put(crm_source(), Lead, {"1": {"created_at": at("2026-03-01 10:00"), **marks}})
        personal_data.erase(Subject(emails=(ERASED,)))
        before = bytes(Suppression.objects.get().identifier_hash or b"")
    kept = set(WorkspaceKey.objects.exclude(purpose="data").values_list("pk", "purpose"))
    for kek_id in ("2027-01", "2027-02"):
        rotate_everything(settings, kek_id)
    # What the next sync computes of the same addresses is what stands in the tables.
    with inside(cast.acme):
        now = KeyedHash(cast.acme.pk, "email", purpose="suppression")
        assert now.of(f" {ERASED.upper()} ") == before
        assert KeyedHash(cast.acme.pk, "email").of(DORA) == marks["email_hash"]
        assert now.key.id == Suppression.objects.get().key_id
        (known,) = find_person(Subject(emails=(DORA,))).ids.values()
        assert known == {"1"}
        tables = {part.table for part in personal_data.collect(Subject(emails=(DORA,)))}
        assert "integrations.lead" in tables
    assert kept == set(WorkspaceKey.objects.exclude(purpose="data").values_list("pk", "purpose"))
