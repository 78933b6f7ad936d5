"""Where a person logs in: production, a sandbox of the organisation, or its own domain."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import Trouble


class LoginKind(StrEnum):
    """What a person chooses in the wizard."""

    PRODUCTION = "production"
    TEST = "test"
    MY_DOMAIN = "my_domain"


_MY_DOMAIN = re.compile(
    r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?(?:\.(?:sandbox|develop|scratch|trailblaze))?"
    r"\.my\.salesforce\.com"
)


def login_origin(kind: str, my_domain: str = "") -> str:
    """The origin that issues tokens, "https://host[:port]"; raises Trouble for a wrong domain."""
    if kind == LoginKind.PRODUCTION:
        return str(settings.SALESFORCE_LOGIN_HOST).rstrip("/")
    if kind == LoginKind.TEST:
        return str(settings.SALESFORCE_SANDBOX_LOGIN_HOST).rstrip("/")
    return f"https://{_my_domain(my_domain)}"


def browser_origin(login: str) -> str:
    """Where the browser is sent: in development it does not know the sandbox's certificate."""
    if login in settings.SANDBOX_ORIGINS and settings.SANDBOX_BROWSER_ORIGIN:
        return str(settings.SANDBOX_BROWSER_ORIGIN)
    return login


def _my_domain(typed: str) -> str:
    text = typed.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"https://{text}").hostname or ""
    except ValueError:
        host = ""
    # What the address bar shows after log-in is the same organisation's domain.
    host = re.sub(r"\.lightning\.force\.com$", ".my.salesforce.com", host)
    if not _MY_DOMAIN.fullmatch(host):
        raise Trouble(
            _("%(typed)s is not a My Domain of Salesforce.") % {"typed": typed.strip()[:80]},
            advice=_(
                "It looks like your-company.my.salesforce.com; you find it in Salesforce under "
                "Setup, My Domain."
            ),
            code="my_domain",
        )
    return host
