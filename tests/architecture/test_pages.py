"""No page can be forgotten by those who look at all of them."""

from tests.journeys.pages import NO_PAGES, PERSONAL, PUBLIC, readable_routes


def test_every_page_is_in_the_book_or_says_why_not() -> None:
    known = {*PUBLIC, *PERSONAL, *NO_PAGES}
    there = set(readable_routes())
    assert sorted(there - known) == []
    assert sorted(known - there - {"*"}) == []
    assert not NO_PAGES.keys() & {*PUBLIC, *PERSONAL}
