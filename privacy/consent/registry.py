"""The one list of what the product keeps in a browser, and for what; nothing else may be there."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils.translation import gettext as _

from accounts.doors import LAST_WORKSPACE
from analytics.sharing.unlocking import LINK_COOKIE
from privacy.consent.purposes import PURPOSES, USAGE

CONSENT_COOKIE, USAGE_COOKIE, THEME_COOKIE = "consent", "usage", "theme"


@dataclass(frozen=True)
class Tracker:
    """One thing in a browser, in the words of the language that is spoken now.

    `kind` is cookie, localStorage or sessionStorage. `purpose` is the key of what has to be agreed
    to first, empty for what is strictly necessary; `purpose_name` says it in words, `why` what it
    is there for.
    """

    name: str
    kind: str
    purpose: str
    purpose_name: str
    why: str
    lifetime: str
    set_by: str
    is_first_party: bool

    @property
    def is_necessary(self) -> bool:
        """Whether it is kept without being asked for."""
        return not self.purpose


def trackers() -> tuple[Tracker, ...]:
    """All of them, those that are strictly necessary first."""
    return (*_of_the_log_in(), *_of_choices(), *_of_pages(), *_of_consent())


def names_of(purpose: str) -> tuple[str, ...]:
    """The cookies that go when this purpose is refused or withdrawn."""
    return tuple(one.name for one in trackers() if one.purpose == purpose)


def declared() -> frozenset[tuple[str, str]]:
    """(kind, name) of everything that may be in a browser."""
    return frozenset((one.kind, one.name) for one in trackers())


def _of_the_log_in() -> tuple[Tracker, ...]:
    return (
        _necessary(
            settings.SESSION_COOKIE_NAME,
            _("Keeps you logged in while you go from page to page."),
            _("14 days after the log-in, or until you log out"),
        ),
        _necessary(
            LINK_COOKIE,
            _("Keeps a shared page open whose password you typed. Set when you type it."),
            _("12 hours"),
        ),
        _necessary(
            settings.CSRF_COOKIE_NAME,
            _("Makes sure that a form was sent from our own page and not by somebody else’s."),
            _("1 year"),
        ),
        _necessary(
            settings.DEVICE_COOKIE_NAME,
            _("Knows a browser in which you logged in before, so that a mail warns you of others."),
            _("1 year after the last log-in"),
        ),
        _necessary(
            CookieStorage.cookie_name,
            _("Carries what came of the form that you sent to the next page, which shows it."),
            _("Until the next page"),
        ),
    )


def _of_choices() -> tuple[Tracker, ...]:
    """Preferences: each is set when the visitor asks for it, which is what makes it necessary."""
    return (
        _necessary(
            settings.LANGUAGE_COOKIE_NAME,
            _("Keeps the language that you chose. Set when you choose one, or log in."),
            _("1 year at most"),
        ),
        _necessary(
            THEME_COOKIE,
            _("Keeps the theme that you chose, light or dark. Set when you choose one."),
            _("1 year"),
        ),
        _necessary(
            LAST_WORKSPACE,
            _("Leads you back to the workspace you work in. Set when you open one."),
            _("1 year"),
        ),
        _necessary(
            CONSENT_COOKIE,
            _("Keeps what you chose here, so that you are not asked again. Set when you choose."),
            _("6 months"),
        ),
    )


def _of_pages() -> tuple[Tracker, ...]:
    return (
        _tracker(
            "htmx-current-path-for-history",
            "",
            _("Notes the page you look at when you are logged in, so that going back works."),
            _("Until the tab is closed"),
            kind="sessionStorage",
        ),
    )


def _of_consent() -> tuple[Tracker, ...]:
    return (
        _tracker(
            USAGE_COOKIE,
            USAGE,
            _("Holds the page you came from and since when, to count the time spent on features."),
            _("30 minutes"),
        ),
    )


def _necessary(name: str, why: str, lifetime: str) -> Tracker:
    return _tracker(name, "", why, lifetime)


def _tracker(name: str, purpose: str, why: str, lifetime: str, kind: str = "cookie") -> Tracker:
    known = {one.key: str(one.name) for one in PURPOSES}
    words = known[purpose] if purpose else _("Strictly necessary")
    return Tracker(name, kind, purpose, words, why, lifetime, "Proactivox", is_first_party=True)
