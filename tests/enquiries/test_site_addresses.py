"""Each language of a public page has its own address, and search engines are told of all."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def told(html: str) -> list[str]:
    return [part.split(">")[0] for part in html.split("<link ") if part.startswith('rel="alt')]


def test_the_address_decides_the_language() -> None:
    danish = Client(headers={"accept-language": "en"}).get("/da/")
    assert '<html lang="da"' in danish.content.decode()
    english = Client(headers={"accept-language": "da"}).get("/en/")
    assert '<html lang="en"' in english.content.decode()
    assert '<html lang="da"' in Client(headers={"accept-language": "da"}).get("/").content.decode()


def test_links_of_the_frame_stay_in_the_language() -> None:
    html = Client().get("/da/").content.decode()
    assert 'href="/da/pricing/"' in html
    assert 'href="/accounts/login/"' in html
    assert 'href="/pricing/"' in Client().get("/").content.decode()


def test_a_page_names_its_address_in_each_language() -> None:
    html = Client().get("/", headers={"accept-language": "da"}).content.decode()
    assert '<link rel="canonical" href="http://localhost:8000/da/">' in html
    assert [line.split('"')[3] for line in told(html)] == ["en", "da", "x-default"]
    assert '<meta property="og:title" content="Se, hvad din marketing indbringer">' in html


def test_the_slash_at_the_end_is_added_in_each_language() -> None:
    assert Client().get("/da").headers["Location"] == "/da/"


@pytest.mark.parametrize("path", ["/da/w/acme/", "/da/accounts/login/", "/sv/", "/da/da/", "/da/x"])
def test_other_addresses_have_no_language(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_choosing_a_language_leads_to_the_address_without_one() -> None:
    html = Client().get("/da/").content.decode()
    assert '<input type="hidden" name="next" value="/">' in html


_ELSEWHERE = ("//evil.example/", "https://evil.example/", "/\\evil.example/", "https:evil.example")


@pytest.mark.parametrize("there", _ELSEWHERE)
def test_no_address_and_no_form_leads_to_another_site(cast: Cast, there: str) -> None:
    """Open redirects: a language before the address, the choice of a language, the log-in."""
    for path in (f"/da/{there}", f"/da{there.removeprefix('https:')}"):
        answer = Client().get(path)
        assert answer.status_code in (301, 302, 404), path
        assert "evil" not in urlsplit(answer.headers.get("Location", "")).netloc, path
    chosen = Client().post("/i18n/setlang/", {"language": "da", "next": there})
    said = {"login": cast.alice.email, "password": PASSWORD, "next": there}
    for answer in (chosen, Client().post("/accounts/login/", said)):
        assert answer.status_code == 302
        location = urlsplit(answer.headers["Location"])
        assert (location.scheme, location.netloc) == ("", "")
        assert not location.path.startswith(("//", "/\\"))
