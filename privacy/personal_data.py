"""What privacy holds of people: the requests that they make, and what its registers say.

Its records of processing speak of kinds of people, and name nobody.
"""

from accounts.subjects import Classifications, Collected, Erased, NotPersonal, Subject
from privacy.access import holdings as access_holdings
from privacy.erasure import holdings as erasure_holdings
from privacy.registers import holdings as registers
from privacy.requests import holdings

_APPLIED = NotPersonal("A number of the erasure ledger that is applied; not who, nor where.")
_VERSION = NotPersonal("What the code says of purposes and recipients; it names no person.")

CLASSIFICATIONS: Classifications = {
    "privacy.recordversion": dict.fromkeys(("id", "kept_at", "sha256", "content"), _VERSION),
    "privacy.appliederasure": dict.fromkeys(("sequence", "hash", "applied_at"), _APPLIED),
    **holdings.CLASSIFICATIONS,
    **erasure_holdings.CLASSIFICATIONS,
    **access_holdings.CLASSIFICATIONS,
    **registers.CLASSIFICATIONS,
}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Every request of the person, with what was written, its copies, and what registers say."""
    found = (*holdings.collect(subject), *access_holdings.collect(subject))
    return (*found, *registers.collect(subject))


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Copies go; requests and registers are retained for as long as they may have to be shown."""
    done = (*access_holdings.erase(subject), *holdings.erase(subject))
    return (*done, *registers.erase(subject))
