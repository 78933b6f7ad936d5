"""Names a browser and a device so that their owner knows them again."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access_log.devices import browser_of, device_of
from accounts.models import LogIn
from accounts.user_agents import system_of

register = template.Library()

_DEVICES: dict[str, Any] = {
    "phone": gettext_lazy("Telephone"),
    "tablet": gettext_lazy("Tablet"),
    "computer": gettext_lazy("Computer"),
    "bot": gettext_lazy("Program"),
    "unknown": gettext_lazy("Not known"),
}


@register.filter
def browser_name(user_agent: str) -> str:
    """ "Firefox on Windows", as far as the browser tells; else a word that it is not known."""
    return named(browser_of(user_agent), system_of(user_agent))


@register.filter
def device_name(user_agent: str) -> str:
    """ "Computer", in the reader's language."""
    return device_word(device_of(user_agent))


@register.filter
def device_word(device: str) -> str:
    """A kept kind of device in words."""
    return str(_DEVICES.get(device, device))


@register.filter
def browser_of_login(row: LogIn) -> str:
    """A kept try to log in, by its browser."""
    return named(row.browser, row.system)


def named(browser: str, system: str) -> str:
    """A browser and its system in words."""
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A program, or a browser that does not tell its name")
