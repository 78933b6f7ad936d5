"""Changes what the entered workspace instructs; what is still done for a clause keeps it."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.instructions import give_instructions
from accounts.models import Instruction
from accounts.tenancy import inside, require_workspace_id
from integrations.models import Certificate, Formula, Source
from privacy.instructions.agreement import AGREEMENT, CERTIFICATES, HOLDS, PEOPLE
from privacy.models import LegalHold

_OF_PEOPLE = ("Lead", "Contact")


def give(*, clauses: Iterable[str], by: UUID) -> Instruction:
    """Store these clauses as the new version.

    Raises Refused where a clause is left out for which something is kept: it has to go first, and
    who it belongs to decides on that.
    """
    chosen = set(clauses) & {clause.key for clause in AGREEMENT.clauses}
    with inside(require_workspace_id()):
        for key, is_used in _USED.items():
            if key not in chosen and is_used():
                raise Refused(_ADVICE[key](), code="clause_in_use")
        return give_instructions(clauses=chosen, by=by)


def _keeps_people() -> bool:
    """Whether a source keeps fields of people, or formulas of them."""
    connected = Source.objects.filter(disconnected_at=None)
    chosen = any(any(one.options.get("person_fields", {}).values()) for one in connected)
    return chosen or Formula.objects.filter(stream__in=_OF_PEOPLE).exists()


def _has_certificates() -> bool:
    return Certificate.objects.exclude(source=None).exists()


def _has_holds() -> bool:
    return LegalHold.objects.filter(lifted_at=None).exists()


_USED: Mapping[str, Callable[[], bool]] = {
    PEOPLE: _keeps_people,
    CERTIFICATES: _has_certificates,
    HOLDS: _has_holds,
}
_ADVICE: Mapping[str, Callable[[], str]] = {
    PEOPLE: lambda: _("Sources keep fields of people: give them back on their pages first."),
    CERTIFICATES: lambda: _("Sources are connected by certificate: disconnect them first."),
    HOLDS: lambda: _("Legal holds are in force: lift them first."),
}
