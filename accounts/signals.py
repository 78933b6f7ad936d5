"""What accounts tells the apps downstream, which it does not know."""

from django.dispatch import Signal

# sender: Workspace; fields: frozenset of the columns that changed ("name", "currency",
# "time_zone"). Sent inside the workspace and in the change's own transaction.
workspace_changed = Signal()

# sender: QuarantinedNumber; row: the new one; is_first: whether none of its place is kept besides.
# Sent inside the workspace and in the transaction that leaves the number out.
number_found = Signal()

# mail_id: what queue_mail gave. Sent inside the workspace once the mail server has taken the mail.
mail_delivered = Signal()

# No arguments. Every data key is wrapped by the primary key of the ring: what else the ring seals
# is to be sealed anew, before its old keys leave.
keys_rewrapped = Signal()
