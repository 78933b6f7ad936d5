"""The ledger outside of the database keeps what it was told, whatever stops or meddles with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from accounts.crypto import DecryptFailed
from privacy.ledger.sealing import seal, unseal
from privacy.ledger.store import Anchor, LedgerProblem, LedgerStore

_APPENDER = """
import sys
from pathlib import Path
from privacy.ledger.store import LedgerStore
for number in range(int(sys.argv[2])):
    LedgerStore(Path(sys.argv[1])).append(b"from " + sys.argv[3].encode(), lambda c, n: c, None)
"""


def plain(content: bytes, sequence: int) -> bytes:
    return content


@pytest.fixture
def store(tmp_path: Path) -> LedgerStore:
    return LedgerStore(tmp_path / "ledger")


def kept(store: LedgerStore, *contents: bytes) -> None:
    for content in contents:
        store.append(content, plain, None)


def test_entries_are_numbered_and_chained(store: LedgerStore) -> None:
    """Statement 48: the ledger has a head."""
    assert store.links() == ()
    kept(store, b"one", b"two")
    first, second = store.links()
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.hash != second.hash
    assert store.content(2) == b"two"


@pytest.mark.parametrize("left", [b"3 2026-", b"3 2026-11-27T12:00:00+00:00 ab cd", b"\0" * 40])
def test_a_torn_last_line_is_read_past_and_healed(store: LedgerStore, left: bytes) -> None:
    """Statement 48: what a stopped process left of its line was never acknowledged."""
    kept(store, b"one", b"two")
    with (store.folder / "chain").open("ab") as stream:
        stream.write(left)
    assert len(store.links()) == 2
    kept(store, b"three")
    assert [link.sequence for link in store.links()] == [1, 2, 3]
    assert store.content(3) == b"three"


def test_content_without_a_line_is_written_over(store: LedgerStore) -> None:
    """Statement 48: a process that stopped before the line leaves no entry."""
    kept(store, b"one")
    (store.folder / "content" / "000000000002").write_bytes(b"half an entry")
    kept(store, b"two")
    assert store.content(2) == b"two"


@pytest.mark.parametrize(
    "harm",
    [
        lambda lines: lines[1:],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [lines[0].replace(b"20", b"19", 1), *lines[1:]],
        lambda lines: [lines[0], b"nothing\n", lines[2]],
    ],
    ids=["first", "gap", "order", "moment", "words"],
)
def test_a_meddled_chain_is_seen(store: LedgerStore, harm: object) -> None:
    """Statement 48: neither a missing nor a changed line is taken for a whole ledger."""
    kept(store, b"one", b"two", b"three")
    chain = store.folder / "chain"
    chain.write_bytes(b"".join(harm(chain.read_bytes().splitlines(keepends=True))))  # type: ignore[operator]
    with pytest.raises(LedgerProblem, match="chain of the erasure ledger is broken"):
        store.links()


def test_a_lost_end_and_another_folder_are_seen_by_what_is_applied(store: LedgerStore) -> None:
    """Statement 48: the database knows a number and a hash that the ledger has to have."""
    kept(store, b"one", b"two")
    known = store.links()[1]
    anchor = Anchor(known.sequence, known.hash)
    store.append(b"three", plain, anchor)
    (store.folder / "chain").write_bytes(store.links()[0].line.encode())
    with pytest.raises(LedgerProblem, match="ends at 1, and the database has applied number 2"):
        store.append(b"two again", plain, anchor)
    kept(store, b"two again")
    with pytest.raises(LedgerProblem, match="is not the one"):
        store.append(b"three", plain, anchor)


def test_threads_append_at_once(store: LedgerStore) -> None:
    """Statement 48: the lock excludes the threads of one process, too."""
    threads = [Thread(target=kept, args=(store, *[b"one"] * 5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [link.sequence for link in store.links()] == list(range(1, 21))


@pytest.mark.torture
def test_processes_append_at_once(store: LedgerStore) -> None:
    """Statement 48: no entry is lost, doubled or mixed with another's."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "proactivox.settings"}
    program = "import django; django.setup()\n" + _APPENDER
    running = [
        subprocess.Popen([sys.executable, "-c", program, store.folder, "15", name], env=environment)
        for name in "ab"
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    links = store.links()
    said = sorted(store.content(link.sequence) for link in links)
    assert said == [b"from a"] * 15 + [b"from b"] * 15
    assert store.missing_contents(links) == []


def test_a_folder_out_of_reach_is_named(tmp_path: Path) -> None:
    """Statement 48: without a ledger nothing can be erased, and it says why."""
    (tmp_path / "file").write_text("")
    store = LedgerStore(tmp_path / "file" / "ledger")
    with pytest.raises(LedgerProblem, match="not within reach") as problem:
        kept(store, b"one")
    assert not problem.value.permanent


def test_content_opens_in_its_own_place_under_its_own_key_alone(settings: Settings) -> None:
    """Statement 48: entries are sealed; an older key of the ring goes on opening them."""
    sealed = seal(b"who", 7)
    assert b"who" not in sealed
    settings.DATA_KEYS = {**settings.DATA_KEYS, "newer": os.urandom(32)}
    settings.DATA_KEY_PRIMARY = "newer"
    assert unseal(sealed, 7) == b"who"
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"words", b""):
        with pytest.raises(DecryptFailed):
            unseal(wrong, 7)
    with pytest.raises(DecryptFailed):
        unseal(sealed, 8)
    settings.DATA_KEYS = {"newer": os.urandom(32)}
    with pytest.raises(DecryptFailed, match="DATA_KEYS lacks"):
        unseal(sealed, 7)


def test_each_test_has_a_ledger_of_its_own() -> None:
    assert not Path(settings.LEDGER_DIR).exists()
