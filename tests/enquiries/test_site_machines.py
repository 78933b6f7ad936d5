"""What programs read: security.txt after RFC 9116, a sitemap whose pages answer, robots.txt."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.test import Client

from enquiries.site.machines import SECURITY_CONTACT
from proactivox.launch.places import ROOT

pytestmark = pytest.mark.django_db
_SPACE = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_security_txt_names_contact_and_an_end_less_than_a_year_away() -> None:
    answer = Client().get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == f"mailto:{SECURITY_CONTACT}"
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)
    assert urlsplit(fields["Canonical"]).path == "/.well-known/security.txt"
    assert Client().get(urlsplit(fields["Policy"]).path).status_code == 200
    assert SECURITY_CONTACT in (ROOT / "SECURITY.md").read_text()


def test_each_page_of_the_sitemap_answers_and_names_itself() -> None:
    answer = Client().get("/sitemap.xml")
    root = ElementTree.fromstring(answer.content)  # noqa: S314  our own
    places = [urlsplit(place.text or "").path for place in root.findall("*/map:loc", _SPACE)]
    assert {"/en/", "/da/", "/en/pricing/", "/da/security/"} <= set(places)
    for place in places:
        page = Client().get(place)
        assert page.status_code == 200, place
        canonical = f'<link rel="canonical" href="http://localhost:8000{place}">'
        assert canonical in page.content.decode(), place


def test_robots_may_read_what_is_public_and_nothing_else() -> None:
    rules = RobotFileParser()
    rules.parse(Client().get("/robots.txt").content.decode().splitlines())
    assert all(rules.can_fetch("*", path) for path in ("/", "/da/pricing/", "/privacy-policy"))
    private = ("/w/acme/overview/", "/accounts/login/", "/api/v1/me", "/invitations/x/y/")
    assert not any(rules.can_fetch("*", path) for path in private)
