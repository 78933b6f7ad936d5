"""What erasures hold of people: who is to be erased, sealed, for as long as that takes."""

from django.utils.translation import gettext_noop as _

from accounts.subjects import Classification, Classifications, Kept, NotPersonal
from privacy.entries import HELP_TO_ANSWER, ID, IDS_ALONE, WORKSPACE, Work

_COUNT = NotPersonal("Tables, counts, moments and words of ours; it names nobody.")
_KEY = NotPersonal("A key of the house's own, by which it signs certificates.")


_UNTIL_DONE = _("until the erasure is finished, and with it what a legal hold kept")
RETENTION: dict[str, Kept] = {_UNTIL_DONE: Kept(deed=_("The end of the erasure."))}
_REQUEST = _("the person's request for erasure")
_WORK = Work(_REQUEST, HELP_TO_ANSWER, _UNTIL_DONE)
_TO_ERASE = _WORK.of_person("pd:Identifying", _("know whom to erase"), sealed=True)
_RECORD = _WORK.of_person(
    "pd:Identifying", _("know which record at the source is to be erased"), sealed=True
)
_ASKED_BY = Work(_REQUEST, HELP_TO_ANSWER, IDS_ALONE).of_person(
    "pd:Identifying",
    _("show who handled a request, and that two agreed where two have to"),
    subject="customer_staff",
)
_RUN: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    "request": NotPersonal("Which request it belongs to."),
    "subject": _TO_ERASE,
    "asked_by": _ASKED_BY,
    **dict.fromkeys(("asked_at", "asked_upstream_at", "erased_at", "searched_at"), _COUNT),
    **dict.fromkeys(("finished_at", "held_at", "read_at"), _COUNT),
    **dict.fromkeys(("before", "after", "search", "certificate"), _COUNT),
    "ledger_number": NotPersonal("The number of an entry in the erasure ledger."),
}
CLASSIFICATIONS: Classifications = {
    "privacy.erasure": _RUN,
    "privacy.erasureitem": {
        "id": ID,
        "workspace": WORKSPACE,
        "record": _RECORD,
        **dict.fromkeys(("erasure", "place", "name", "source_id", "choice", "state"), _COUNT),
        **dict.fromkeys(("rows", "residue", "ground", "until", "why", "is_permanent"), _COUNT),
        **dict.fromkeys(("attempts", "ended_at"), _COUNT),
    },
    "privacy.signingkey": dict.fromkeys(("id", "created_at", "public_key", "private_key"), _KEY),
}
