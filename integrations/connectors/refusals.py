"""What a vendor's refusal means, whoever the vendor is: renew, wait, give up, or connect again."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.jobs import Later


class SessionExpired(Exception):
    """The access token is no longer good: renew it once and repeat."""


class Refused(Trouble):
    """The vendor answered with an error; `error` is its own code, `detail` its own words."""

    code = "vendor_refused"

    def __init__(self, vendor: str, status: int, error: str, detail: str) -> None:
        super().__init__(
            _("%(vendor)s answered: %(detail)s (%(error)s)")
            % {"vendor": vendor, "detail": detail[:200], "error": error},
            permanent=status < 500 and status not in (408, 429),
        )
        self.status = status
        self.error = error
        self.detail = detail


class IncompleteAnswer(Trouble):
    """The vendor said one number and sent another; nothing of that piece was kept."""

    code = "incomplete"

    def __init__(self, vendor: str, what: str, expected: int, found: int) -> None:
        super().__init__(
            _("%(what)s: %(vendor)s announced %(expected)d and sent %(found)d.")
            % {"vendor": vendor, "what": what, "expected": expected, "found": found},
            permanent=False,
            advice=_("Nothing was taken for complete; the next sync reads the same range again."),
        )


class OutOfReach(Trouble):
    """The connection was cut or never made, several times over."""

    code = "unreachable"

    def __init__(self, vendor: str) -> None:
        super().__init__(
            _("%(vendor)s could not be reached.") % {"vendor": vendor},
            permanent=False,
            advice=_("We try again by ourselves."),
        )


class AccessEnded(Trouble):
    """The grant is no longer good: taken back by the customer, or unused for too long."""

    code = "connect_again"

    def __init__(self, vendor: str) -> None:
        super().__init__(
            _("%(vendor)s no longer lets us in with the access you gave.") % {"vendor": vendor},
            advice=_("Connect again; all numbers stay as they are and the sync goes on."),
        )


class Parked(Later):
    """The vendor's budget for us is used up for now; the source says so until it goes on."""

    def __init__(self, vendor: str, delay: timedelta, what: str = "") -> None:
        super().__init__(delay, what or "limit")
        self.text = _(
            "%(vendor)s admits no more requests for now. The sync goes on by itself as soon as it "
            "does."
        ) % {"vendor": vendor}


class TooMuch(Exception):
    """The vendor cannot answer for so many days at once: the engine halves them and asks again."""


class Waiting(Exception):
    """The vendor is still at work on this report; the engine reads others and comes back."""
