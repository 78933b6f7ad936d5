"""Long lists: nothing is missed or told twice, whatever comes in between."""

from typing import Any

import pytest

from tests.api_keys import get, key_for
from tests.cast import Cast
from tests.privacy.requests.conftest import taken_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/privacy/requests"


def page(secret: str, address: str) -> tuple[list[int], Any]:
    answer = get(secret, address)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    if body["next"]:
        assert answer["Link"] == f'<{body["next"]}>; rel="next"'
    return [one["number"] for one in body["requests"]], body["next"]


def test_a_list_is_read_to_its_end_while_rows_come_in(cast: Cast) -> None:
    secret, seen = key_for(cast.alice, cast.acme), []
    for _number in range(5):
        taken_down(cast.acme, "")
    address: Any = f"{ALL}?limit=2&state=open"
    while address:
        numbers, address = page(secret, address)
        seen += numbers
        taken_down(cast.acme, "")
    assert seen == [5, 4, 3, 2, 1]


def test_a_cursor_is_good_for_its_own_list_alone(cast: Cast) -> None:
    secret = key_for(cast.alice, cast.acme)
    for place in (cast.acme, cast.acme, cast.rival):
        taken_down(place, "")
    _numbers, address = page(secret, f"{ALL}?limit=1")
    cursor = address.partition("cursor=")[2]
    assert page(secret, f"{ALL}?limit=50&cursor={cursor}") == ([1], None)
    theirs = key_for(cast.charlie, cast.rival)
    for key, wrong in (
        (theirs, f"{ALL}?cursor={cursor}"),
        (secret, f"{ALL}?cursor={cursor}&state=open"),
        (secret, f"/api/v1/privacy/restrictions?cursor={cursor}"),
        (secret, f"{ALL}?cursor={cursor[:-2]}aa"),
        (secret, f"{ALL}?cursor=MQ"),
        (secret, f"{ALL}?cursor="),
    ):
        answer = get(key, wrong)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["cursor"]), wrong
