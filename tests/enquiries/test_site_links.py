"""Every link of the public pages leads to a page, in each language."""

import re

import pytest
from django.test import Client

from enquiries.site.addresses import LANGUAGES, LISTED
from tests.budget import at_length

pytestmark = pytest.mark.django_db
_LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')


@pytest.mark.parametrize("language", [LANGUAGES[0], *at_length(*LANGUAGES[1:])])
def test_every_link_of_a_public_page_leads_to_a_page(language: str) -> None:
    client = Client()
    found: dict[str, str] = {}
    for path in LISTED:
        html = client.get(f"/{language}{path}").content.decode()
        found |= dict.fromkeys(_LINK.findall(html), path)
    assert {f"/{language}/pricing/", f"/{language}/privacy-policy"} <= found.keys()
    answers = {link: client.get(link, follow=True).status_code for link in found}
    broken = {link: found[link] for link, status in answers.items() if status != 200}
    assert broken == {}
