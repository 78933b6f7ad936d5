"""What accounts tells the apps downstream, which it does not know."""

from enum import StrEnum

from django.dispatch import Signal


class MailEnd(StrEnum):
    """How a marketing mail ended.

    Sent; stopped, because nobody agrees to it any more; refused with the address by the server;
    unsent after every try; unclear, because a worker died while the server took it. What was sent
    can still be returned, by a report of whichever server gave it up.
    """

    SENT = "sent"
    STOPPED = "stopped"
    REFUSED = "refused"
    UNSENT = "unsent"
    UNCLEAR = "unclear"
    RETURNED = "returned"


# sender: Workspace; fields: frozenset of the columns that changed ("name", "currency",
# "time_zone", "week_start" …). Sent inside the workspace and in the change's own transaction.
workspace_changed = Signal()

# sender: QuarantinedNumber; row: the new one; is_first: whether none of its place is kept besides.
# Sent inside the workspace and in the transaction that leaves the number out.
number_found = Signal()

# workspace_id: whose members are others now, or one more or less. Sent once a change, on commit,
# outside of every workspace.
members_changed = Signal()

# mail_id: what queue_mail gave. Sent inside the workspace once the mail server has taken the mail.
mail_delivered = Signal()

# mail_id: what queue_marketing gave; end: a MailEnd. Sent inside the workspace, once.
marketing_ended = Signal()

# No arguments. Every data key is wrapped by the primary key of the ring: what else the ring seals
# is to be sealed anew, before its old keys leave.
keys_rewrapped = Signal()
