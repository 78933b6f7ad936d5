"""Who hears complaints about the use of personal data, by the rules that a request falls under."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy.clock import EU_DK, UK_ENGLAND


@dataclass(frozen=True)
class Authority:
    """A supervisory authority, its postal address and its website."""

    name: str
    address: Any
    url: str

    @property
    def in_one_line(self) -> str:
        return f"{self.name}, {self.address} ({self.url})"


DATATILSYNET = Authority(
    "Datatilsynet", _("Carl Jacobsens Vej 35, 2500 Valby, Denmark"), "https://www.datatilsynet.dk"
)
ICO = Authority(
    "Information Commissioner’s Office",
    _("Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF, United Kingdom"),
    "https://ico.org.uk",
)
AUTHORITIES = {EU_DK.version: DATATILSYNET, UK_ENGLAND.version: ICO}


def authority_of(rules: str) -> Authority:
    """The authority that is competent under a version of the rules."""
    return AUTHORITIES[rules]
