"""Whose log-in is over comes back to a page, and never to an address that only takes forms."""

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db
PARTS = ("/w/acme/overview/", "/accounts/profile/")


@pytest.mark.parametrize("path", PARTS)
def test_a_part_of_a_page_has_its_page_loaded_anew(cast: Cast, path: str) -> None:
    del cast
    answer = Client().get(path, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"], answer.content) == (204, "true", b"")


def test_who_sends_a_form_comes_back_to_its_page(cast: Cast) -> None:
    del cast
    page, sent = "/w/acme/settings/members/", "/w/acme/settings/members/invite/"
    answer = Client().post(sent, headers={"Referer": f"http://testserver{page}"})
    assert answer["Location"] == f"/accounts/login/?next={page}"
    foreign = Client().post(sent, headers={"Referer": f"https://elsewhere.example{page}"})
    assert foreign["Location"] == "/accounts/login/?next=/"


def test_a_page_asked_for_is_the_one_after_the_log_in(cast: Cast) -> None:
    del cast
    answer = Client().get("/w/acme/overview/?range=last_90")
    assert answer["Location"] == "/accounts/login/?next=/w/acme/overview/%3Frange%3Dlast_90"
