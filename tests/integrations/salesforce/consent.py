"""A person at the consent page: what their browser would send, over plain HTTP requests."""

import re
from urllib.parse import parse_qsl, urlsplit

import httpx


def answer_consent(url: str, decision: str = "allow") -> dict[str, str]:
    """Open the consent page, choose, and give the query of the address one is sent back to."""
    with httpx.Client(trust_env=False) as browser:
        page = browser.get(url)
        assert page.status_code == 200, page.text
        found = re.search(r'name="ticket" value="([^"]+)"', page.text)
        assert found is not None
        answer = browser.post(
            f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/services/oauth2/authorize",
            data={"ticket": found[1], "decision": decision},
        )
    assert answer.status_code in (302, 303), answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
