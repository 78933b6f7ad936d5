"""What privacy holds of people: the requests that they make, and what its registers say.

Its records of processing speak of kinds of people, and name nobody.
"""

from accounts.subjects import Classifications, Collected, Erased, Kept, NotPersonal, Subject
from privacy.access import holdings as access_holdings
from privacy.closing import holdings as closing_holdings
from privacy.closing.holdings import FILES, kept_files
from privacy.consent import holdings as consents
from privacy.erasure import holdings as erasure_holdings
from privacy.optouts import holdings as optouts
from privacy.policies import holdings as policies
from privacy.readers import READERS
from privacy.recipients import holdings as notices
from privacy.rectifications import holdings as rectifications
from privacy.registers import holdings as registers
from privacy.requests import holdings
from privacy.restrictions import holdings as restrictions
from privacy.retention import holdings as retention

__all__ = ["CLASSIFICATIONS", "FILES", "READERS", "collect", "erase", "kept_files"]

_APPLIED = NotPersonal("A number of the erasure ledger that is applied; not who, nor where.")
_VERSION = NotPersonal("What the code says of purposes and recipients; it names no person.")

CLASSIFICATIONS: Classifications = {
    "privacy.recordversion": dict.fromkeys(("id", "kept_at", "sha256", "content"), _VERSION),
    "privacy.appliederasure": dict.fromkeys(("sequence", "hash", "applied_at"), _APPLIED),
    **holdings.CLASSIFICATIONS,
    **erasure_holdings.CLASSIFICATIONS,
    **access_holdings.CLASSIFICATIONS,
    **registers.CLASSIFICATIONS,
    **retention.CLASSIFICATIONS,
    **closing_holdings.CLASSIFICATIONS,
    **restrictions.CLASSIFICATIONS,
    **rectifications.CLASSIFICATIONS,
    **notices.CLASSIFICATIONS,
    **consents.CLASSIFICATIONS,
    **policies.CLASSIFICATIONS,
    **optouts.CLASSIFICATIONS,
}
RETENTION: dict[str, Kept] = {
    **holdings.RETENTION,
    **erasure_holdings.RETENTION,
    **access_holdings.RETENTION,
    **registers.RETENTION,
    **retention.RETENTION,
    **closing_holdings.RETENTION,
    **restrictions.RETENTION,
    **rectifications.RETENTION,
    **notices.RETENTION,
    **consents.RETENTION,
    **policies.RETENTION,
    **optouts.RETENTION,
}


_HOLDERS = (
    *(rectifications, restrictions, access_holdings, holdings, registers, retention),
    *(consents, policies, optouts),
)


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Requests with words and copies, restrictions, corrections, what registers say, and holds."""
    return tuple(part for holder in _HOLDERS for part in holder.collect(subject))


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Corrections and copies go; requests and registers stay as long as they may be asked for."""
    parts = (*_HOLDERS, closing_holdings)
    return tuple(done for part in parts for done in part.erase(subject))
