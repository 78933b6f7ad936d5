"""`./run manage keys`: keys get successors, nothing is lost, and verify tells the truth."""

import base64
import secrets
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.crypto import (
    KeyedHash,
    Place,
    decrypt,
    encrypt,
    forget_keys,
    key_id_of,
    register_sealed,
    rotation,
)
from accounts.crypto.sealed import SealedColumn
from accounts.models import ApiKey, User, Workspace, WorkspaceKey
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, new_id
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SEED = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def no_remembered_keys() -> None:
    forget_keys()


def keys(*words: str) -> str:
    out = StringIO()
    call_command("keys", *words, stdout=out, stderr=out)
    return out.getvalue()


def place_of(row: Any) -> Place:
    return Place("accounts_apikey", "key_hash", row.workspace_id, row.pk)


@pytest.fixture
def sealed_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenant table with a binary column stands in for the vendors' tokens."""
    from accounts.crypto import sealed

    sealed.sealed_columns()  # so that every app's own registration outlives this test
    monkeypatch.setattr(sealed, "_registered", dict(sealed._registered))
    register_sealed("accounts.ApiKey", "key_hash", place_of)


def seal_rows(workspace: Workspace, user: User, count: int) -> None:
    expires_at = timezone.now()
    with inside(workspace):
        for number in range(count):
            row = ApiKey(id=new_id(), workspace=workspace, created_by=user, scopes=[])
            row.expires_at = expires_at
            row.key_hash = encrypt(place_of(row), f"token {number}")
            row.save()


def opened(workspace: Workspace) -> list[str]:
    with inside(workspace):
        rows = ApiKey.objects.order_by("pk")
        return [decrypt(place_of(row), bytes(row.key_hash)) for row in rows]


def used_keys(workspace: Workspace) -> set[Any]:
    with inside(workspace):
        return {key_id_of(bytes(row.key_hash)) for row in ApiKey.objects.all()}


def make_old(workspace_id: Any) -> None:
    """As if the processes that remember an earlier key had forgotten it by now."""
    WorkspaceKey.objects.filter(workspace_ref=workspace_id).update(
        created_at=timezone.now() - timedelta(hours=1)
    )


def test_rotating_the_wrapping_key_lets_the_old_one_leave(
    cast: Cast, sealed_table: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    for workspace in (cast.acme, cast.rival):
        seal_rows(workspace, cast.alice, 2)
        KeyedHash(workspace.pk, "email", purpose="suppression")
    settings.DATA_KEYS = {**settings.DATA_KEYS, "2027-01": secrets.token_bytes(32)}
    settings.DATA_KEY_PRIMARY = "2027-01"
    before = [bytes(row.key_hash) for row in rows_of(cast.acme)]
    assert "4 data keys" in keys("rotate-kek")
    settings.DATA_KEYS = {"2027-01": settings.DATA_KEYS["2027-01"]}
    forget_keys()
    assert opened(cast.acme) == ["token 0", "token 1"]
    assert [bytes(row.key_hash) for row in rows_of(cast.acme)] == before
    assert "0 data keys" in keys("rotate-kek")


def rows_of(workspace: Workspace) -> list[ApiKey]:
    with inside(workspace):
        return list(ApiKey.objects.order_by("pk"))


def test_without_the_rotation_the_old_wrapping_key_is_missed(
    cast: Cast, sealed_table: None, settings: LazySettings
) -> None:
    seal_rows(cast.acme, cast.alice, 1)
    settings.DATA_KEYS = {"2027-01": secrets.token_bytes(32)}
    forget_keys()
    with pytest.raises(CommandError, match="do not open"):
        keys("verify")


def test_rotating_a_data_key_seals_every_value_anew(
    cast: Cast, sealed_table: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    seal_rows(cast.acme, cast.alice, 7)
    seal_rows(cast.rival, cast.charlie, 1)
    (old,), (others,) = used_keys(cast.acme), used_keys(cast.rival)
    assert "7 values" in keys("rotate-dek", "--workspace", "acme")
    (new,) = used_keys(cast.acme)
    assert new != old
    assert used_keys(cast.rival) == {others}
    forget_keys()
    assert opened(cast.acme) == [f"token {number}" for number in range(7)]


def test_the_old_key_is_retired_when_nobody_can_still_use_it(
    cast: Cast, sealed_table: None
) -> None:
    seal_rows(cast.acme, cast.alice, 1)
    old = WorkspaceKey.objects.get(workspace_ref=cast.acme.pk, purpose="data")
    assert "run this again" in keys("rotate-dek", "--workspace", "acme")
    assert WorkspaceKey.objects.filter(pk=old.pk, retired_at=None).exists()
    straggler_under(old, cast)
    make_old(cast.acme.pk)
    assert "1 values" in keys("rotate-dek", "--workspace", "acme")
    old.refresh_from_db()
    assert old.state == "retired"
    assert old.retired_at is not None
    assert old.pk not in used_keys(cast.acme)
    assert WorkspaceKey.objects.filter(workspace_ref=cast.acme.pk, purpose="data").count() == 2


def straggler_under(old: WorkspaceKey, cast: Cast) -> None:
    """Another process that still remembers the old key seals one more value."""
    WorkspaceKey.objects.filter(workspace_ref=cast.acme.pk, state="active").update(state="shredded")
    WorkspaceKey.objects.filter(pk=old.pk).update(state="active")
    forget_keys()
    seal_rows(cast.acme, cast.alice, 1)
    WorkspaceKey.objects.filter(pk=old.pk).update(state="retired")
    WorkspaceKey.objects.filter(workspace_ref=cast.acme.pk, state="shredded").update(state="active")
    forget_keys()


def test_a_rotation_that_was_stopped_goes_on_where_it_was(
    cast: Cast, sealed_table: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    seal_rows(cast.acme, cast.alice, 5)
    reseal, seen = rotation._reseal_row, []

    def stop_at_third(column: SealedColumn, row: Any, key_id: Any) -> int:
        seen.append(row.pk)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return reseal(column, row, key_id)

    monkeypatch.setattr(rotation, "_reseal_row", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate_data_key(cast.acme.pk)
    assert len(used_keys(cast.acme)) == 2
    monkeypatch.setattr(rotation, "_reseal_row", reseal)
    assert rotation.rotate_data_key(cast.acme.pk).resealed == 3
    assert len(used_keys(cast.acme)) == 1
    assert opened(cast.acme) == [f"token {number}" for number in range(5)]


def test_the_seeds_of_second_steps_rotate_with_the_houses_key(cast: Cast) -> None:
    place = Place("mfa_authenticator", "data.secret", HOUSE_ID, cast.bob.pk)
    sealed = base64.b64encode(encrypt(place, SEED)).decode()
    totp = Authenticator.objects.create(user=cast.bob, type="totp", data={"secret": sealed})
    passkey = Authenticator.objects.create(user=cast.bob, type="webauthn", data={"name": "Phone"})
    assert "1 values" in keys("rotate-dek", "--workspace", "proactivox")
    totp.refresh_from_db()
    passkey.refresh_from_db()
    assert totp.data["secret"] != sealed
    assert decrypt(place, base64.b64decode(totp.data["secret"])) == SEED
    assert passkey.data == {"name": "Phone"}


def test_the_suppression_key_stays(cast: Cast, sealed_table: None) -> None:
    before = KeyedHash(cast.acme.pk, "email", purpose="suppression").of("dora@acme.example")
    keys("rotate-dek", "--workspace", "acme")
    forget_keys()
    assert KeyedHash(cast.acme.pk, "email", purpose="suppression").of("dora@acme.example") == before
    assert WorkspaceKey.objects.filter(purpose="suppression").count() == 1


def test_verify_names_a_value_that_was_swapped(cast: Cast, sealed_table: None) -> None:
    seal_rows(cast.acme, cast.alice, 2)
    assert "opens" in keys("verify")
    first, second = rows_of(cast.acme)
    with inside(cast.acme):
        ApiKey.objects.filter(pk=second.pk).delete()
        ApiKey.objects.filter(pk=first.pk).update(key_hash=second.key_hash)
    with pytest.raises(CommandError, match="1 keys or values"):
        keys("verify")


def test_status_counts_keys_and_shows_none(cast: Cast, sealed_table: None) -> None:
    seal_rows(cast.acme, cast.alice, 1)
    text = keys("status")
    assert "test" in text
    assert "data" in text
    assert "New keys are wrapped by test." in text
    WorkspaceKey.objects.update(kek_id="lost")
    assert "NOT IN DATA_KEYS" in keys("status")


def test_an_unknown_workspace_is_named(cast: Cast) -> None:
    with pytest.raises(CommandError, match="'nowhere'"):
        keys("rotate-dek", "--workspace", "nowhere")
