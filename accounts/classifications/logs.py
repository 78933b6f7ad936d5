"""Who read what of whom, what a business instructed, numbers kept apart, the log of requests."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.classifications.words import (
    ACCESS_END,
    ACTOR,
    BROWSER,
    DEED,
    ID,
    LOG_END,
    NUMBER_END,
    SERVERS,
    STATE,
    WORKSPACE,
    safety,
)
from accounts.national_numbers.purposes import KEEP_APART
from accounts.subjects import Classification, NotPersonal, Personal

_SHOW_READINGS = _("show who read a person's data, who received it, when and for what")
_LOGGED = Personal(
    "pd:Identifying",
    "customer_contact",
    SERVERS,
    _SHOW_READINGS,
    _("28(3)(e): help the customer to tell a person who read and received data (15(1)(c))"),
    LOG_END,
    "processor",
)
_LOGGED_DEED = replace(_LOGGED, category="pd:Communication")
_READER = replace(_LOGGED, category="pd:UID", subject="customer_staff")
_PARTY = NotPersonal("Which company received something, and by which contract.")
LOGS: dict[str, dict[str, Classification]] = {
    "accounts.loggedperson": {"id": _LOGGED, "workspace": WORKSPACE, "key_hash": _LOGGED},
    "accounts.reading": {
        "id": ID,
        "workspace": WORKSPACE,
        "actor_kind": NotPersonal("user, api_key, scim, system or public."),
        "actor_id": _READER,
        "person_id": _LOGGED,
        **dict.fromkeys(("at", "purpose", "fields", "place"), _LOGGED_DEED),
    },
    "accounts.disclosure": {
        "id": ID,
        "workspace": WORKSPACE,
        "person_id": _LOGGED,
        **dict.fromkeys(("at", "purpose", "recipient", "run"), _LOGGED_DEED),
        **dict.fromkeys(("company", "country", "receives", "transfer", "safeguard"), _PARTY),
    },
}
_NUMBER = Personal(
    category="pd:OfficialID",
    subject="customer_contact",
    source=_("whoever wrote the text that the number stood in"),
    purpose=KEEP_APART,
    basis=_("28(3)(c): security, so that nobody meets a number that nothing is made of"),
    retention=NUMBER_END,
    role="processor",
)
_INSTRUCTED = NotPersonal("What a business has instructed, in words of the agreement.")
LOGS["accounts.instruction"] = {
    "id": ID,
    "workspace": WORKSPACE,
    **dict.fromkeys(("version", "agreement", "clauses", "purposes", "sha256"), _INSTRUCTED),
    **dict.fromkeys(("accepted", "accepted_sha256"), _INSTRUCTED),
    "given_at": DEED,
    "given_by": ACTOR,
}
LOGS["accounts.quarantinednumber"] = {
    **dict.fromkeys(("id", "source_id", "count", "place", "found_at"), STATE),
    "workspace": WORKSPACE,
    "row_id": replace(_NUMBER, category="pd:Communication"),
    "numbers": replace(_NUMBER, encrypted=True),
}
_ACCESS = safety("pd:ServiceConsumptionBehavior", SERVERS, ACCESS_END)
LOGS["accounts.accessline"] = {
    "id": ID,
    "workspace": WORKSPACE,
    "ip": safety("pd:IPAddress", BROWSER, ACCESS_END, sealed=True),
    "user_id": replace(_ACCESS, category="pd:UID"),
    **dict.fromkeys(("at", "method", "route", "status"), _ACCESS),
    **dict.fromkeys(
        ("device", "browser", "referrer_host"),
        safety("pd:UserAgent", BROWSER, ACCESS_END),
    ),
}
