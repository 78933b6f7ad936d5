"""A withdrawal and a use of the same browser in one moment: nothing of the use is left."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.consent.choices import Choices
from privacy.consent.choosing import choose
from privacy.consent.counting import count_usage, lines
from privacy.consent.notice import notice
from privacy.consent.purposes import USAGE
from privacy.models import ConsentChannel, UsageDay
from tests.databases import FreshDatabase


def answered(before: Choices, *granted: str) -> Choices:
    channel = ConsentChannel.BANNER
    return choose(before=before, granted=granted, channel=channel, notice=notice(channel))


def await_a_waiting_one() -> None:
    """Until PostgreSQL says that somebody waits for a lock."""
    for _try in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits for anybody.")


@pytest.mark.parametrize("is_use_first", [True, False], ids=["use first", "withdrawal first"])
def test_whichever_comes_first_no_row_is_left(
    fresh_database: FreshDatabase, is_use_first: bool
) -> None:
    """Statement 15: each waits for the row of the standing, and then sees what the other did."""
    agreed = answered(Choices(), USAGE)
    steps: list[Callable[[], object]] = [
        lambda: count_usage(agreed, lines("analytics:overview", "view", None)),
        lambda: answered(agreed),
    ]
    first, second = steps if is_use_first else reversed(steps)
    is_written, may_commit = Event(), Event()

    def open_ended() -> None:
        with inside(HOUSE_ID):
            first()
            is_written.set()
            may_commit.wait(60)
        connections.close_all()

    def at_the_same_time() -> None:
        second()
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(open_ended)]
        assert is_written.wait(60)
        ends.append(pool.submit(at_the_same_time))
        await_a_waiting_one()
        may_commit.set()
        assert [end.result() for end in ends] == [None, None]
    with inside(HOUSE_ID):
        assert not UsageDay.objects.exists()
