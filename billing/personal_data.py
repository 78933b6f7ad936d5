"""What billing holds of people: nothing; a subscription belongs to a workspace."""

from accounts.subjects import Classifications, Collected, Erased, NotPersonal, Subject

_WORKSPACE = NotPersonal("Names a business customer, never a person.")
_PLAN = NotPersonal("What a business customer bought and in which state it is.")

CLASSIFICATIONS: Classifications = {
    "billing.subscription": {
        "id": NotPersonal("An id of the subscription."),
        "workspace": _WORKSPACE,
        "plan_key": _PLAN,
        "status": _PLAN,
        "trial_ends_at": _PLAN,
        "created_at": _PLAN,
    }
}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Nothing: no column of billing points to a person."""
    return ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Nothing: no column of billing points to a person."""
    return ()
