"""The cache answers as Django's, by one client a thread."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.cache import cache, caches


def test_a_thread_asks_by_one_client_and_another_by_its_own() -> None:
    def clients() -> list[Any]:
        cache.set("kept-cache", [1, None], 5)
        assert cache.get("kept-cache") == [1, None]
        own = caches["default"]._cache  # type: ignore[attr-defined]
        return [own.get_client(write=True), own.get_client("else", write=True)]

    here = clients()
    with ThreadPoolExecutor(1) as pool:
        there = pool.submit(clients).result()
    assert here[0] is here[1]
    assert there[0] is there[1]
    assert here[0] is not there[0]
