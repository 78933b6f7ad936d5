"""The data processing agreement's clauses, and a check that they are the map's own purposes."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.instructions import Agreement, Clause
from privacy.activities import PROCESSOR, Activity, activities

_INSTRUCTED = "28(3)(a)"
NUMBERS, PEOPLE, CERTIFICATES = "numbers", "people", "certificates"
FILES, HOLDS, CHANGES, RECORDS = "files", "holds", "changes", "records"
AGREEMENT = Agreement(
    "2027-01",
    (
        Clause(
            NUMBERS,
            _("Read the sources that we connect, and count"),
            (
                gettext_noop("count leads, deals and what led to them, for the customer"),
                gettext_noop("say which member of the customer's staff owns a record, by id alone"),
                gettext_noop("let the customer decide on a new record of a person who was erased"),
                gettext_noop("show who let a record in"),
            ),
        ),
        Clause(
            PEOPLE,
            _("Keep the fields of people that we choose, sealed, and show them to roles that may"),
            (gettext_noop("show who stands behind a number, to the roles that may see people"),),
        ),
        Clause(
            CERTIFICATES,
            _("Ask a source for access by a certificate"),
            (
                gettext_noop(
                    "ask for access in the name of the user whom the customer made for integrations"
                ),
            ),
        ),
        Clause(
            FILES,
            _("Import the files that we upload"),
            (
                gettext_noop("import the file once it was looked at"),
                gettext_noop("remember the upload's name and how its columns are read"),
                gettext_noop(
                    "say which rows were left out and why, with the one cell at fault cut to 200 "
                    "characters"
                ),
            ),
        ),
        Clause(
            CHANGES,
            _("Change our campaigns where they run, when a member asks for it"),
            (
                gettext_noop(
                    "change campaigns in the customer's own advertising accounts, as its members "
                    "ask"
                ),
            ),
        ),
        Clause(
            RECORDS,
            _("Make tasks and set fields in our CRM, when a member asks for it"),
            (
                gettext_noop(
                    "make tasks and set fields in the customer's own CRM, as its members ask"
                ),
            ),
        ),
        Clause(
            HOLDS,
            _("Keep from deletion what a legal hold of ours names"),
            (
                gettext_noop("keep what a legal hold forbids to delete"),
                gettext_noop("show on which ground a hold was made"),
                gettext_noop("show who set rules of retention and holds"),
            ),
        ),
    ),
)


def check_agreement(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The agreement in the code against the activities of what is installed."""
    return list(faults(AGREEMENT, activities()))


def faults(agreement: Agreement, found: Iterable[Activity]) -> Iterator[Error]:
    """Purposes by instruction that no clause has, and clauses for what is not done."""
    instructed = {
        one.purpose for one in found if one.role == PROCESSOR and one.basis.startswith(_INSTRUCTED)
    }
    offered = {purpose for clause in agreement.clauses for purpose in clause.purposes}
    for purpose in sorted(instructed - offered):
        yield Error(
            f"{purpose!r} is done by instruction, and no clause of the agreement has it.",
            hint="Make another version of the agreement with it; their page asks customers.",
            id="privacy.E020",
        )
    for purpose in sorted(offered - instructed):
        yield Error(
            f"The agreement offers {purpose!r}, and nothing is done for it.", id="privacy.E020"
        )
