"""Sealed values open in their own place alone, and keys survive what happens around them."""

from dataclasses import replace
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.crypto import (
    DecryptFailed,
    KeyedHash,
    Place,
    active_key,
    all_hashes,
    decrypt,
    encrypt,
    forget_keys,
    key_id_of,
    normalise,
)
from accounts.models import WorkspaceKey
from accounts.tenancy import new_id
from tests.databases import FreshDatabase

SECRET = "5Aep861 a refresh token"


@pytest.fixture(autouse=True)
def no_remembered_keys() -> None:
    forget_keys()


@pytest.fixture
def place(db: None) -> Place:
    return Place("integrations_credential", "refresh_token", new_id(), new_id())


def test_a_value_opens_in_its_place(place: Place) -> None:
    sealed = encrypt(place, SECRET)
    assert sealed.startswith(b"PX1")
    assert SECRET.encode() not in sealed
    assert decrypt(place, sealed) == SECRET


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"row_id": UUID(int=1)},
        {"column": "access_token"},
        {"table": "integrations_personfield"},
        {"workspace_id": UUID(int=2)},
    ],
    ids=["row", "column", "table", "workspace"],
)
def test_a_value_moved_elsewhere_does_not_open(place: Place, elsewhere: dict[str, object]) -> None:
    sealed = encrypt(place, SECRET)
    other = replace(place, **elsewhere)  # type: ignore[arg-type]
    encrypt(other, "so that the other place has a key")
    with pytest.raises(DecryptFailed):
        decrypt(other, sealed)


def test_no_altered_byte_goes_unnoticed(place: Place) -> None:
    sealed = encrypt(place, SECRET)
    for position in range(len(sealed)):
        bad = bytearray(sealed)
        bad[position] ^= 1
        with pytest.raises(DecryptFailed):
            decrypt(place, bytes(bad))


@pytest.mark.parametrize(
    "blob", [b"", b"PX1", b"plain text in a sealed column", b"PX1" + b"x" * 43]
)
def test_what_is_not_sealed_is_never_returned(place: Place, blob: bytes) -> None:
    with pytest.raises(DecryptFailed):
        decrypt(place, blob)


def test_equal_values_are_sealed_differently(place: Place) -> None:
    assert encrypt(place, SECRET) != encrypt(place, SECRET)


def test_a_key_never_shows_in_a_log(place: Place) -> None:
    key = active_key(place.workspace_id, "data")
    assert str(key.secret) not in repr(key)
    assert "secret" not in repr(key)


def test_a_key_made_in_a_transaction_that_rolled_back_is_not_used_again(place: Place) -> None:
    with transaction.atomic():
        lost = key_id_of(encrypt(place, SECRET))
        transaction.set_rollback(True)
    sealed = encrypt(place, SECRET)
    assert key_id_of(sealed) != lost
    forget_keys()
    assert decrypt(place, sealed) == SECRET


def test_a_shredded_key_opens_nothing(place: Place) -> None:
    sealed = encrypt(place, SECRET)
    WorkspaceKey.objects.filter(workspace_ref=place.workspace_id).update(
        wrapped=None, state=WorkspaceKey.State.SHREDDED
    )
    forget_keys()
    with pytest.raises(DecryptFailed, match="gone"):
        decrypt(place, sealed)


def test_a_wrapped_key_moved_to_another_workspace_does_not_open(place: Place) -> None:
    sealed = encrypt(place, SECRET)
    thief = replace(place, workspace_id=new_id())
    WorkspaceKey.objects.filter(workspace_ref=place.workspace_id).update(
        workspace_ref=thief.workspace_id
    )
    forget_keys()
    with pytest.raises(DecryptFailed, match="altered or moved"):
        decrypt(thief, sealed)


def test_a_key_of_one_purpose_does_not_serve_another(place: Place) -> None:
    sealed = encrypt(place, SECRET)
    WorkspaceKey.objects.filter(id=key_id_of(sealed)).update(purpose="index")
    forget_keys()
    with pytest.raises(DecryptFailed):
        decrypt(place, sealed)


def test_hashes_match_whatever_the_spelling_and_differ_by_workspace_and_column(db: None) -> None:
    mine, other = new_id(), new_id()
    email = KeyedHash(mine, "email")
    assert email.of(" Dora@ACME.example ") == email.of("dora@acme.example")
    assert len(email.of("dora@acme.example")) == 16
    assert KeyedHash(other, "email").of("dora@acme.example") != email.of("dora@acme.example")
    assert KeyedHash(mine, "phone").of("dora@acme.example") != email.of("dora@acme.example")


def test_a_hash_is_found_under_a_key_that_was_retired(db: None) -> None:
    workspace_id = new_id()
    old = KeyedHash(workspace_id, "email", purpose="suppression").of("dora@acme.example")
    WorkspaceKey.objects.filter(workspace_ref=workspace_id).update(state="retired")
    forget_keys()
    new = KeyedHash(workspace_id, "email", purpose="suppression").of("dora@acme.example")
    found = all_hashes(workspace_id, "email", "Dora@acme.example", purpose="suppression")
    assert found == [new, old]


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_two_processes_that_make_the_first_key_at_once_share_one(
    fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.crypto import keys

    place = Place("t", "c", new_id(), new_id())
    both_looked = Barrier(2, timeout=20)
    look = keys._active_row
    sealed: list[bytes] = []

    def look_and_wait(workspace_id: UUID, purpose: str) -> WorkspaceKey | None:
        row = look(workspace_id, purpose)
        if row is None:
            both_looked.wait()
        return row

    def seal() -> None:
        sealed.append(encrypt(place, SECRET))
        connection.close()

    monkeypatch.setattr(keys, "_active_row", look_and_wait)
    threads = [Thread(target=seal) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert WorkspaceKey.objects.filter(workspace_ref=place.workspace_id).count() == 1
    forget_keys()
    assert [decrypt(place, value) for value in sealed] == [SECRET, SECRET]
