"""Whatever the product puts into a browser is in the registry of trackers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from privacy.consent import registry
from privacy.consent.purposes import PURPOSES
from proactivox.launch.places import ROOT

APPS = ("accounts", "billing", "enquiries", "integrations", "analytics", "privacy", "proactivox")
# Where Python sets a cookie: the word that names it there, and the cookie's name in the registry.
NAMED = {
    "settings.DEVICE_COOKIE_NAME",
    "settings.LANGUAGE_COOKIE_NAME",
    "LAST_WORKSPACE",
    "CONSENT_COOKIE",
    "USAGE_COOKIE",
    "LINK_COOKIE",
}
_SCRIPT = re.compile(r"document\.cookie|localStorage|sessionStorage|indexedDB|cookieStore")
_COOKIE_OF_SCRIPT = re.compile(r"document\.cookie = `(\w+)=")


def cookies_set(source: str) -> Iterator[str]:
    """What `set_cookie` is called with first, as it stands there."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="set_cookie" | "set_signed_cookie")):
                yield ast.unparse(node.args[0])


def test_python_sets_no_cookie_that_is_not_declared() -> None:
    """Statement 12: a new cookie fails here until it has its line in the registry."""
    files = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    texts = (path.read_text(encoding="utf-8") for path in files)
    setting = [text for text in texts if re.search(r"\.set_(signed_)?cookie\b", text)]
    found = {name for text in setting for name in cookies_set(text)}
    assert found <= NAMED, found - NAMED
    assert list(cookies_set("response.set_cookie('spy', 1)")) == ["'spy'"]


def test_scripts_keep_nothing_that_is_not_declared() -> None:
    """Statement 12: the theme is all that a script of ours keeps."""
    scripts = (ROOT / "static" / "js").rglob("*.js")
    keeping = [path for path in scripts if _SCRIPT.search(path.read_text(encoding="utf-8"))]
    assert keeping == [ROOT / "static" / "js" / "theme.js"]
    assert _names_in(keeping[0]) == [registry.THEME_COOKIE]
    assert ("cookie", registry.THEME_COOKIE) in registry.declared()


def _names_in(path: Path) -> list[str]:
    return _COOKIE_OF_SCRIPT.findall(path.read_text(encoding="utf-8"))


@pytest.mark.usefixtures("danish")
def test_every_tracker_says_who_why_and_how_long_in_both_languages() -> None:
    """Statement 12: the cookie page is made of this."""
    with translation.override("en"):
        english = registry.trackers()
    with translation.override("da"):
        danish = registry.trackers()
    for one, other in zip(english, danish, strict=True):
        assert one.name == other.name
        assert all((one.why, one.lifetime, one.set_by, one.purpose_name))
        assert one.why != other.why
        assert one.is_first_party
    assert len({one.name for one in english}) == len(english)


def test_only_the_cookie_of_a_purpose_waits_for_consent() -> None:
    """Statement 12: what is optional belongs to a purpose that people are asked about."""
    optional = {one.purpose for one in registry.trackers() if not one.is_necessary}
    assert optional == {purpose.key for purpose in PURPOSES}
    assert registry.names_of("usage") == (registry.USAGE_COOKIE,)
