"""Names a browser so that its owner knows it again."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that matches: each browser also claims to be those that stand below it.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
_SAFARI = (("Safari", "Safari"),)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser_name(user_agent: str) -> str:
    """ "Firefox on Windows", as far as the browser tells; else a word that it is not known."""
    browser = _first(user_agent, (*_BROWSERS, *_SAFARI))
    system = _first(user_agent, _SYSTEMS)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A program, or a browser that does not tell its name")


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in names if re.search(re.escape(sign), text)), "")
