"""Who Proactivox is, whom to ask, and how data are kept safe: the facts that no table tells."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Measure:
    """A measure of security (Art. 32) that is built in, and the room of the code that holds it."""

    text: Any
    where: str


NAME = "Proactivox"
REGISTRATION = "CVR-nr 32434355"
ADDRESS = "Østre Havnevej 2, 5700 Svendborg"
COUNTRY = "DK"
EMAIL = "privacy@proactivox.com"
# Nothing that Proactivox does makes one mandatory (Art. 37(1)); established in the EU, it needs no
# representative (Art. 27).
DPO = _("None appointed; ask the address above")
REPRESENTATIVE = _("None needed: established in Denmark")

MEASURES: tuple[Measure, ...] = (
    Measure(
        _("Each workspace is closed off in the database by row-level security, not by code alone"),
        "accounts/tenancy/ddl.py",
    ),
    Measure(
        _("Secrets and opted-in fields are sealed with AES-256-GCM, by a key of each workspace"),
        "accounts/crypto",
    ),
    Measure(
        _("People of a CRM are kept as ids and keyed hashes unless the customer opts a field in"),
        "integrations/loading/people.py",
    ),
    Measure(
        _("Danish CPR numbers are left out of what people write and sources send"),
        "accounts/national_numbers",
    ),
    Measure(
        _("Nothing is read of people for a purpose that the customer has not instructed"),
        "accounts/instructions",
    ),
    Measure(
        _("Passwords are kept as argon2 hashes; codes and passkeys can be asked of all members"),
        "accounts/second_step.py",
    ),
    Measure(
        _("Roles decide who sees and does what; workspaces of others answer as if not there"),
        "accounts/permissions.py",
    ),
    Measure(
        _("Changes are written to a trail that is append-only and chained by hash"),
        "accounts/audit.py",
    ),
    Measure(
        _("Programs reach declared recipients alone, over TLS, and nothing inside our network"),
        "accounts/egress",
    ),
    Measure(
        _("Secrets and e-mail addresses are taken out of log lines"),
        "accounts/redaction.py",
    ),
    Measure(
        _("Pages run no script and load no file of anybody else"),
        "proactivox/settings/browser.py",
    ),
    Measure(
        _("What was promised to be forgotten is deleted every night"),
        "accounts/services/sweeps.py",
    ),
)
