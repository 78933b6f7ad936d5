"""What a workspace decides about its channels: the rules, all at once, each change a version."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.tenancy import inside, require_workspace_id
from analytics.channels.assigning import assign_all
from analytics.channels.book import saved_rules, write_rules
from analytics.channels.drafts import check_rules
from analytics.channels.rules import Rule
from analytics.models import ChannelBook
from analytics.rollups.lock import lock_rollups


def open_rules() -> ChannelBook:
    """The workspace's rules; a workspace that has none yet gets the defaults, and its channels."""
    with inside(require_workspace_id()):
        book = ChannelBook.objects.first()
        if book is None:
            lock_rollups()
            assign_all()
            book = ChannelBook.objects.get()
        return book


def save_rules(*, rules: Sequence[Rule], version: int) -> int:
    """Make these the rules; a job then assigns everything anew. The newest version.

    `version` is the one that the rules began as: raises Trouble when somebody has changed them
    since, and for rules that cannot be.
    """
    rules = tuple(rules)
    check_rules(rules)
    with inside(require_workspace_id()):
        open_rules()
        book = ChannelBook.objects.select_for_update().get()
        if book.version != version:
            message = _("Somebody has changed the rules since you opened them. Nothing was saved.")
            raise Trouble(message, code="rules_changed")
        before = saved_rules()
        if rules == before:
            return book.version
        write_rules(rules)
        book.version, book.changed_at, book.changed_by_id = version + 1, timezone.now(), _person()
        book.save(update_fields=["version", "changed_at", "changed_by"])
        enqueue("analytics.tasks.assign_channels", dedupe_key=f"version {book.version}")
        added, gone = set(rules) - set(before), set(before) - set(rules)
        counts = {"rules": len(rules), "added": len(added), "removed": len(gone)}
        record("channels.set", version=book.version, **counts)
    return book.version


def _person() -> UUID | None:
    actor = current_actor()
    return actor.id if actor.kind == "user" else None
