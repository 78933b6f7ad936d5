"""What each column of billing holds of people, and why: ids of who pays."""

from django.utils.translation import gettext_noop as _

from accounts.subjects import Classification, Classifications, Kept, NotPersonal, Personal

_ID = NotPersonal("A random id of the row.")
_WORKSPACE = NotPersonal("Names a business customer, never a person.")
_PLAN = NotPersonal("What a business customer bought and in which state it is.")
_INVOICE = NotPersonal("What a business customer was asked to pay; for whom it is, Stripe holds.")
_USAGE = NotPersonal("A count of a workspace's rows or calls.")
_STATE = NotPersonal("A state of the row's own work.")
_EVENT = NotPersonal("What kind of thing happened to which object at Stripe, by its id.")
_LAW = _("6(1)(c): Danish Bookkeeping Act, s. 12")
_CONTRACT = _("6(1)(b): the contract on the use of Proactivox")
_STRIPE, _SERVERS = _("Stripe"), _("our servers")
KEEP_ACCOUNTS = _("keep the accounts of what customers buy")
REACH_PAYER = _("reach who pays for a workspace")
_FIVE_YEARS = _("5 years after the end of the year in which the workspace was erased")
_EVENT_END = _("90 days after it came")
_WORKSPACE_END = _("until the workspace is erased; an id alone")
_PAYER_END = _("until the member leaves, or the workspace is erased")


def _accounts(retention: str) -> Personal:
    return Personal("pd:AccountIdentifier", "user", _STRIPE, KEEP_ACCOUNTS, _LAW, retention)


_CUSTOMER_STATE = ("created_at", "left_at", "doubled_at", "lease_token", "lease_until")
_SUBSCRIPTION: dict[str, Classification] = {
    "id": NotPersonal("An id of the subscription."),
    "workspace": _WORKSPACE,
    "customer_id": _accounts(_WORKSPACE_END),
    **dict.fromkeys(
        (
            *("plan_key", "status", "trial_ends_at", "created_at", "subscription_id"),
            *("interval", "currency", "seats", "current_period_end", "cancel_at_period_end"),
            *("past_due_since", "dunning_step", "followed_at", "base_amount", "seat_amount"),
        ),
        _PLAN,
    ),
}
CLASSIFICATIONS: Classifications = {
    "billing.subscription": _SUBSCRIPTION,
    "billing.stripecustomer": {
        "customer_id": _accounts(_FIVE_YEARS),
        "workspace_ref": _WORKSPACE,
        "contact_ref": Personal("pd:UID", "user", _SERVERS, REACH_PAYER, _CONTRACT, _PAYER_END),
        **dict.fromkeys(_CUSTOMER_STATE, _STATE),
    },
    "billing.stripeevent": {
        **dict.fromkeys(("event_id", "type", "api_version", "is_live", "object_id"), _EVENT),
        "customer_id": _accounts(_EVENT_END),
        "workspace_ref": _WORKSPACE,
        **dict.fromkeys(("created_at", "received_at", "state", "settled_at", "error"), _STATE),
    },
    "billing.invoice": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(
            (
                *("invoice_id", "number", "status", "currency", "subtotal", "tax", "total"),
                *("amount_due", "amount_paid", "issued_at", "paid_at"),
            ),
            _INVOICE,
        ),
    },
    "billing.usedday": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(("on", "rows", "api_calls", "told_at"), _USAGE),
    },
}

RETENTION: dict[str, Kept] = {
    _FIVE_YEARS: Kept(("billing.services.sweeps.forget_customers",)),
    _EVENT_END: Kept(("billing.services.sweeps.forget_events",)),
    _WORKSPACE_END: Kept(deed=_("The end of the workspace.")),
    _PAYER_END: Kept(("billing.services.sweeps.forget_contacts",), _("The erasure of the login.")),
}
