"""What stands beside a tile's numbers: how far its days can be trusted, what happened on them."""

from dataclasses import dataclass

from analytics.pages.happenings import Happenings
from analytics.trust.control import Agreement
from analytics.trust.foretold import Foretold
from analytics.trust.meaning import Meaning


@dataclass(frozen=True)
class Beside:
    """Of a tile's days: control totals, what they will settle at, happenings, late
    sources, and what of its numbers means something else since lately.

    Each is nothing where there is nothing to be said, or where nobody asked.
    """

    agreement: Agreement | None = None
    foretold: Foretold | None = None
    happened: Happenings | None = None
    late: tuple[str, ...] = ()
    meanings: tuple[Meaning, ...] = ()


NOTHING = Beside()
