"""Looks outside of the database: in the workspace's files, in the cache and the broker's queues."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import redis
from django.conf import settings

from accounts.tenancy import require_workspace_id
from privacy import manifest
from privacy.erasure.searching.needles import Needles, addresses_in

_PIECE = 1 << 20
_KEYS = 1000
# Spreadsheets write what is not UTF-8, too.
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
FILES, CACHE = "files", "cache"


def search_files(needles: Needles, looked: Counter[str], residue: Counter[str]) -> None:
    """Count the workspace's files in which the person is."""
    for path in manifest.kept_files(require_workspace_id()):
        looked["files"] += 1
        residue[FILES] += names_person(path, needles)


def files_naming(needles: Needles) -> list[Path]:
    """The entered workspace's files in which the person is."""
    paths = manifest.kept_files(require_workspace_id())
    return [path for path in paths if names_person(path, needles)]


def names_person(path: Path, needles: Needles) -> bool:
    """Whether a file holds an address or an id of the person, in whatever case."""
    try:
        return _holds(path, needles) or (bool(needles.known) and _holds_known(path, needles))
    except FileNotFoundError:
        return False


def _holds(path: Path, needles: Needles) -> bool:
    wanted = [text.encode(code) for text in needles.texts for code in _ENCODINGS]
    overlap = max(map(len, wanted), default=1)
    with path.open("rb") as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            # Case is folded where it is one byte; other letters are looked for as they stand.
            seen = tail + piece.lower()
            if any(one in seen for one in wanted):
                return True
            tail = seen[-overlap:]
    return False


def _holds_known(path: Path, needles: Needles) -> bool:
    """What spreadsheets write in two bytes a letter is read as one."""
    with path.open("rb") as stream:
        for line in stream:
            text = line.replace(b"\0", b"").decode(errors="replace")
            if any(map(needles.hashed.has, addresses_in(text))):
                return True
    return False


def search_cache(needles: Needles, looked: Counter[str], residue: Counter[str]) -> None:
    """Count the keys of the cache and the broker in whose name or value the person is."""
    for client, key in _keys():
        looked["keys"] += 1
        residue[CACHE] += _is_in(needles, client, key)


def forget_cached(needles: Needles) -> int:
    """Delete the keys that name the person; how many."""
    found = [(client, key) for client, key in _keys() if _is_in(needles, client, key)]
    for client, key in found:
        client.delete(key)
    return len(found)


def _keys() -> Iterator[tuple[Any, bytes]]:
    # The broker shares the server with the cache, and its database: one walk sees both.
    client = redis.Redis.from_url(str(settings.CACHES["default"]["LOCATION"]))
    try:
        for key in client.scan_iter(count=_KEYS):
            yield client, key
    finally:
        client.close()


def _is_in(needles: Needles, client: Any, key: bytes) -> bool:
    wanted = [text.encode() for text in needles.everywhere]
    said = b" ".join((key, *_values(client, key))).lower()
    return any(one in said for one in wanted)


def _values(client: Any, key: bytes) -> list[bytes]:
    match client.type(key):
        case b"string":
            return [client.get(key) or b""]
        case b"list":
            return list(client.lrange(key, 0, -1))
        case b"set":
            return list(client.smembers(key))
        case b"hash":
            return [part for pair in client.hgetall(key).items() for part in pair]
        case b"zset":
            return list(client.zrange(key, 0, -1))
    return []
