"""Who is spoken to, and why; each app declares its own beside its code, privacy lists them all."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop as _

# The purpose under which an app declares who receives everything.
ANY_PURPOSE = ""
# The member states of the Union, and Iceland, Liechtenstein and Norway.
_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EEA = frozenset(f"{_UNION} IS LI NO".split())


class Transfer(StrEnum):
    """By what personal data may go to a recipient (GDPR, chapter V)."""

    NONE = "none"  # inside the EU or the EEA
    ADEQUACY = "adequacy"  # Art. 45
    SCC_C2P = "scc2"  # Art. 46(2)(c): standard contractual clauses, controller to processor
    SCC_P2P = "scc3"  # the same, processor to processor
    OWN_MEMBERS = "own"  # shown inside the customer's own workspace; it knows where its members are


@dataclass(frozen=True)
class Recipient:
    """A party outside to whom requests go.

    `hosts` are exact names or "*.example.com" (which does not mean example.com itself); "*" is for
    addresses that users type. `allows_sandbox` admits settings.SANDBOX_ORIGINS besides: only
    vendors of our own choosing may say so, never addresses that users type.

    The rest is what the records of processing print: the company and its country (two letters),
    what it `receives`, by which `transfer` and `safeguard` (the decision or the clauses).
    `is_instructed` are those whom the customer connects: recipients by its instruction, not ours.
    `manage.py check` fails for a recipient of personal data without them.
    """

    name: str
    hosts: tuple[str, ...]
    purpose: str
    allows_sandbox: bool = False
    company: str = ""
    country: str = ""
    receives: str = ""
    transfer: Transfer | None = None
    safeguard: str = ""
    is_instructed: bool = False

    def __post_init__(self) -> None:
        if self.allows_sandbox and "*" in self.hosts:
            raise ValueError("A recipient of any host never shares the sandbox's loopback.")

    def includes(self, host: str) -> bool:
        """Whether a host is one of the recipient's; compared without case."""
        name = host.lower().rstrip(".")
        return any(_fits(name, pattern) for pattern in self.hosts)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the records would have to leave empty, or what contradicts itself."""
        said = {"name": self.name, "purpose": self.purpose, "company": self.company}
        said["receives"] = self.receives
        missing = [word for word, text in said.items() if not text.strip()]
        if self.transfer is None:
            missing.append("transfer")
        elif self.transfer is not Transfer.OWN_MEMBERS:
            missing += self._lacks_abroad()
        return tuple(missing)

    def _lacks_abroad(self) -> list[str]:
        if len(self.country) != 2 or not self.country.isupper():
            return ["country"]
        if (self.country in EEA) is not (self.transfer is Transfer.NONE):
            return [f"a transfer that fits {self.country}"]
        return [] if self.transfer is Transfer.NONE or self.safeguard.strip() else ["safeguard"]


def _fits(name: str, pattern: str) -> bool:
    if pattern == "*":
        return True
    if pattern.startswith("*."):
        return name.endswith(pattern[1:]) and len(name) > len(pattern[1:])
    return name == pattern


# Nothing is sent to them: they read it on the workspace's own pages.
MEMBERS = Recipient(
    name=_("Members of the same workspace"),
    hosts=(),
    purpose=_("Working together in the workspace"),
    company=_("The customer whose workspace it is"),
    receives=_("Names, addresses and roles of colleagues, and what they decided"),
    transfer=Transfer.OWN_MEMBERS,
)
