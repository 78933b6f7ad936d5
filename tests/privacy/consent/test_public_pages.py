"""Every public page before any choice, as it is sent: what it sets, and whom it would ask."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from privacy.consent.registry import trackers
from tests.budget import at_length
from tests.journeys.pages import PUBLIC, Places, every

pytestmark = pytest.mark.django_db
# What a browser asks for by itself; a link is followed by somebody.
_ASKS = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|form|use|image)\b[^>]*?"
    r"\b(?:src|srcset|data|action|href)=[\"']([^\"']*)|<link\b(?=[^>]*rel=[\"'](?:stylesheet|preload|"
    r"icon|preconnect|dns-prefetch|modulepreload|manifest))[^>]*?href=[\"']([^\"']*)|url\(([^)]*)\)"
)
_NOWHERE = Places("", {}, (), "", "")


def hosts_asked(page: str) -> set[str]:
    """Other hosts that the page makes a browser ask."""
    found = (next(filter(None, match), "") for match in _ASKS.findall(page))
    return {host for url in found if (host := urlsplit(url.strip()).netloc)}


@pytest.mark.parametrize("language", ["en", *at_length("da")])
def test_a_first_visit_sets_what_is_necessary_and_asks_no_other_host(language: str) -> None:
    """Statements 12 and 19: Google's hosts and anybody else's."""
    necessary = {one.name for one in trackers() if one.is_necessary}
    bad: dict[str, set[str]] = {}
    seen = 0
    for address in every(PUBLIC, _NOWHERE):
        client = Client(headers={"Accept-Language": language})
        page = client.get(address, follow=True)
        assert page.status_code < 500, address
        found = (set(client.cookies) - necessary) | hosts_asked(page.content.decode())
        seen += 'id="consent"' in page.content.decode()
        if found:
            bad[address] = found
    assert bad == {}
    assert seen > len(every(PUBLIC, _NOWHERE)) / 2


def test_a_page_that_asks_another_host_would_be_found() -> None:
    assert hosts_asked('<script src="https://www.googletagmanager.com/gtag/js"></script>')
    assert hosts_asked('<link rel="preconnect" href="https://fonts.gstatic.com">')
    assert hosts_asked('<img alt="" src="//www.google-analytics.com/collect">')
    assert hosts_asked("<style>body { background: url(https://fonts.googleapis.com/x) }</style>")
    assert hosts_asked('<a href="https://www.google.com/">x</a><img src="/static/x.svg">') == set()
