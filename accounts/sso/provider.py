"""The way to a customer's identity provider, and what comes back from it: one person, proven."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.egress import AnswerTooLarge, EgressRefused, Recipient, open_client
from accounts.errors import Trouble

_SECONDS = 10.0
_MOST_BYTES = 1024 * 1024


class SignOnFailed(Trouble):
    """The provider, or what it said, does not let this person in; said so that an admin can act."""

    code = "sign_on_failed"


@dataclass(frozen=True)
class Proven:
    """Whom a provider vouches for: its own name, its id for the person, and what it says of them.

    `is_email_proven` is False only where the provider says itself that nobody checked the address.
    """

    issuer: str
    subject: str
    email: str
    name: str = ""
    is_email_proven: bool = True
    groups: tuple[str, ...] = field(default=())


def ask(method: str, url: str, **options: Any) -> httpx.Response:
    """One call to an address that an admin typed or the provider told; raises SignOnFailed.

    `SANDBOX_ORIGINS`, which production refuses, are let through: the demo's provider lives there.
    """
    host = urlsplit(url).hostname or ""
    provider = Recipient(
        name=gettext_noop("Identity provider of a customer"),
        hosts=(host,),
        purpose=gettext_noop("let the customer's people in by their company's log-in"),
        allows_sandbox=True,
    )
    try:
        with open_client(provider, connect_seconds=5.0, read_seconds=_SECONDS) as client:
            response = client.request(method, url, **options)
    except EgressRefused as refused:
        raise SignOnFailed(
            _("%(host)s may not be spoken to: %(why)s") % {"host": host, "why": refused.message},
            advice=_("The provider needs an https address that is on the public internet."),
        ) from refused
    except (httpx.HTTPError, AnswerTooLarge) as error:
        raise SignOnFailed(
            _("%(host)s did not answer.") % {"host": host},
            advice=_("Check the address, and whether the provider is up."),
            permanent=False,
        ) from error
    if len(response.content) > _MOST_BYTES:
        raise SignOnFailed(_("The answer of %(host)s is too long.") % {"host": host})
    return response


def ask_json(method: str, url: str, **options: Any) -> dict[str, Any]:
    """The same for an answer that has to be a JSON object; what the provider refuses is quoted."""
    response = ask(method, url, **options)
    try:
        said = response.json()
    except ValueError:
        said = None
    if response.status_code != 200 or not isinstance(said, dict):
        raise SignOnFailed(
            _("%(host)s answered with %(status)d: %(said)s")
            % {
                "host": urlsplit(url).hostname,
                "status": response.status_code,
                "said": _quoted(said) or _("nothing that can be read"),
            },
            advice=_("Compare address, client id and secret with what the provider shows."),
        )
    return said


def _quoted(said: Any) -> str:
    """What OAuth's errors say, in one short line."""
    if not isinstance(said, dict):
        return ""
    words = (str(said.get(key, "")) for key in ("error", "error_description"))
    return " – ".join(word for word in words if word)[:300]


def quote_error(error: str, description: str) -> SignOnFailed:
    """What a provider said when it sent the browser back without the person."""
    if error == "access_denied":
        return SignOnFailed(
            _("Your company's provider did not let you in: %(said)s")
            % {"said": description[:300] or error},
            advice=_("Ask your IT people to give you this application."),
        )
    return SignOnFailed(
        _("The provider says: %(said)s") % {"said": f"{error[:80]} – {description[:300]}"},
        advice=_("Show this to whoever looks after your company's log-in."),
    )


def for_browser(url: str) -> str:
    """An address to which the browser is sent: the sandbox speaks plain HTTP to browsers."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if origin in settings.SANDBOX_ORIGINS and settings.SANDBOX_BROWSER_ORIGIN:
        return str(settings.SANDBOX_BROWSER_ORIGIN) + url.removeprefix(origin)
    return url


def require_https(url: object, what: str) -> str:
    """The address as it is; raises SignOnFailed for one that is not https."""
    text = str(url or "")
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname:
        raise SignOnFailed(
            _("The provider's %(what)s is not an https address.") % {"what": what},
            advice=_("Check the address of the provider."),
        )
    return text
