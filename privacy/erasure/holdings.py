"""What erasures hold of people: who is to be erased, sealed, for as long as that takes."""

from django.utils.translation import gettext_noop as _

from accounts.subjects import Classification, Classifications, Kept, NotPersonal, Personal

_ID = NotPersonal("A random id of the row.")
_WORKSPACE = NotPersonal("Which workspace, that is which business customer.")
_COUNT = NotPersonal("Tables, counts, moments and words of ours; it names nobody.")
_KEY = NotPersonal("A key of the house's own, by which it signs certificates.")
_BASIS = _("28(3)(e): help the customer to answer requests, and to show that it did")


def _who(purpose: str, retention: str, subject: str = "customer_contact") -> Personal:
    source = _("the person's request for erasure")
    is_sealed = subject == "customer_contact"
    return Personal(
        "pd:Identifying", subject, source, purpose, _BASIS, retention, "processor", is_sealed
    )


_UNTIL_DONE = _("until the erasure is finished, and with it what a legal hold kept")
RETENTION: dict[str, Kept] = {_UNTIL_DONE: Kept(deed=_("The end of the erasure."))}
_TO_ERASE = _who(_("know whom to erase"), _UNTIL_DONE)
_RECORD = _who(_("know which record at the source is to be erased"), _UNTIL_DONE)
_RUN: dict[str, Classification] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    "request": NotPersonal("Which request it belongs to."),
    "subject": _TO_ERASE,
    "asked_by": _who(
        _("show who handled a request, and that two agreed where two have to"),
        _("as long as the workspace; ids alone"),
        "customer_staff",
    ),
    **dict.fromkeys(("asked_at", "asked_upstream_at", "erased_at", "searched_at"), _COUNT),
    **dict.fromkeys(("finished_at", "held_at", "read_at"), _COUNT),
    **dict.fromkeys(("before", "after", "search", "certificate"), _COUNT),
    "ledger_number": NotPersonal("The number of an entry in the erasure ledger."),
}
CLASSIFICATIONS: Classifications = {
    "privacy.erasure": _RUN,
    "privacy.erasureitem": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "record": _RECORD,
        **dict.fromkeys(("erasure", "place", "name", "source_id", "choice", "state"), _COUNT),
        **dict.fromkeys(("rows", "residue", "ground", "until", "why", "is_permanent"), _COUNT),
        **dict.fromkeys(("attempts", "ended_at"), _COUNT),
    },
    "privacy.signingkey": dict.fromkeys(("id", "created_at", "public_key", "private_key"), _KEY),
}
