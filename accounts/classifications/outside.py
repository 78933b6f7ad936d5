"""What is sent to systems of the customer, and what their programs ask twice."""

from dataclasses import replace

from accounts.classifications.words import (
    ID,
    KEY,
    PASS_ON,
    SERVERS,
    STATE,
    TARGET,
    WEBHOOK_END,
    WORKSPACE,
    safety,
)
from accounts.subjects import Classification, NotPersonal

_MESSAGE = replace(safety("pd:ServiceConsumptionBehavior", SERVERS, WEBHOOK_END), purpose=PASS_ON)
_ENDPOINT = (
    *("id", "streams", "cursor", "failures", "failing_since", "paused_until", "off_at", "off_why"),
    *("created_at", "old_secret_until"),
)
_DELIVERY = (
    *("id", "endpoint", "kind", "first_seq", "last_seq", "state", "attempts", "status", "answer"),
    *("created_at", "tried_at", "next_at", "delivered_at"),
)
_WEBHOOKS: dict[str, dict[str, Classification]] = {
    "accounts.webhookendpoint": {
        "workspace": WORKSPACE,
        **dict.fromkeys(("host", "address"), TARGET),
        **dict.fromkeys(("secret", "old_secret"), KEY),
        **dict.fromkeys(_ENDPOINT, STATE),
    },
    "accounts.webhookdelivery": {
        "workspace": WORKSPACE,
        **dict.fromkeys(_DELIVERY, STATE),
        "body": _MESSAGE,
    },
}
_REPEATS = NotPersonal(
    "Digests keyed by a customer's API key, and an answer sealed by it: nobody here can open it."
)
_REPEATABLE: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    **dict.fromkeys(("key_digest", "said_digest", "answer"), _REPEATS),
    **dict.fromkeys(("claimed_at", "status"), STATE),
}
OUTSIDE: dict[str, dict[str, Classification]] = {
    **_WEBHOOKS,
    "accounts.repeatablecall": _REPEATABLE,
}
