"""The rules that a workspace can set, with the platform's defaults and maxima."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from integrations.models import PeopleLimit

REQUESTS = "requests"
# Three years, as the map promises for the words of requests.
MOST_REQUESTS = 36


@dataclass(frozen=True)
class RuleKind:
    """One rule: what it is about, since when its time counts, and between which bounds it is set.

    `default` is what holds where nobody set it, None for as long as the workspace; `most` is the
    platform's maximum, which is then the default as well or more than it.
    """

    key: str
    title: Any
    trigger: Any
    action: Any
    ground: Any
    law: str
    choices: tuple[int, ...]
    default: int | None
    most: int | None
    is_about_people: bool = True


_DELETE = _("Deleted, with all that names it; nothing is left that leads back to the person.")
_INSTRUCTED = _("The customer’s instruction; storage limitation")
_LAW = "GDPR Art. 5(1)(e), 28(3)(a)"
_YEARS = (6, 12, 18, 24, 36, 48, 60, 84, 120)

_LEADS = RuleKind(
    key=PeopleLimit.LEADS,
    title=_("Leads that nobody works on"),
    trigger=_("The last change of the lead, or of its part in a campaign"),
    action=_DELETE,
    ground=_INSTRUCTED,
    law=_LAW,
    choices=_YEARS,
    default=None,
    most=None,
)
_CONTACTS = RuleKind(
    key=PeopleLimit.CONTACTS,
    title=_("Contacts that nobody works on"),
    trigger=_("The last change of the contact, or of its part in a campaign or a deal"),
    action=_DELETE,
    ground=_INSTRUCTED,
    law=_LAW,
    choices=_YEARS,
    default=None,
    most=None,
)
_DELETED = RuleKind(
    key=PeopleLimit.DELETED,
    title=_("People deleted at the source"),
    trigger=_("The deletion at the source"),
    action=_DELETE,
    ground=_INSTRUCTED,
    law=_LAW,
    choices=(1, 2, 3, 6, 12),
    default=3,
    most=12,
)
_REQUESTS = RuleKind(
    key=REQUESTS,
    title=_("Words of closed privacy requests"),
    trigger=_("The end of the request"),
    action=_("Words, address and link are deleted; what was done when stays."),
    ground=_("Showing that requests were answered"),
    law="GDPR Art. 5(1)(e), 5(2)",
    choices=(12, 18, 24, MOST_REQUESTS),
    default=MOST_REQUESTS,
    most=MOST_REQUESTS,
    is_about_people=False,
)
KINDS: Mapping[str, RuleKind] = {
    kind.key: kind for kind in (_LEADS, _CONTACTS, _DELETED, _REQUESTS)
}


def days_of(months: int) -> int:
    """Whole days of so many months of 30.4, rounded up; 36 are the 3 years of the map, 1,096."""
    return -(-months * 1461 // 48)
