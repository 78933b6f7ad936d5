"""The counter of queries tells a page that asks once per row from one that does not."""

import pytest

from accounts.models import Membership, Workspace
from tests.cast import Cast
from tests.counting import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db


def add_workspace() -> None:
    number = Workspace.objects.count()
    Workspace.objects.create(slug=f"w{number}", name="W")


def test_one_query_for_all_rows_passes(cast: Cast) -> None:
    assert_same_queries(lambda: list(Workspace.objects.all()), add_workspace)


def test_one_query_per_row_is_seen(cast: Cast) -> None:
    def page() -> None:
        for workspace in Workspace.objects.all():
            Membership.objects.filter(workspace=workspace).count()

    with pytest.raises(AssertionError, match="More with three rows"):
        assert_same_queries(page, add_workspace)


def test_a_page_that_costs_too_much_is_seen(cast: Cast) -> None:
    def page() -> None:
        for _ in range(4):
            Workspace.objects.count()

    assert len(queries_of(page)) == 4
    with pytest.raises(AssertionError, match="4 statements"):
        assert_same_queries(page, add_workspace, most=3)
