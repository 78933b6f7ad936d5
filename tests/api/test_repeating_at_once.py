"""Of requests with one Idempotency-Key that come in the same moment, one is done."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from tests.api.test_repeating import ALL, KEY, body, requests_in
from tests.api_keys import key_for, post
from tests.cast import make_cast
from tests.databases import FreshDatabase


def test_of_those_sent_at_once_one_is_done(fresh_database: FreshDatabase) -> None:
    cast = make_cast()
    secret, start = key_for(cast.alice, cast.acme), Barrier(4)

    def send(_number: int) -> int:
        start.wait(10)
        try:
            return int(post(secret, ALL, body(), **KEY).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(send, range(4)))
    assert 201 in found
    assert found <= {201, 409}
    assert requests_in(cast.acme) == 1
