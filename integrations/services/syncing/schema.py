"""What changed in the fields that a login may read: noted, told to admins, never thrown away."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Membership, Role
from accounts.notify import compose_mail, queue_mail
from integrations.connectors.entities import Sight
from integrations.models import Source, StreamState

_KEPT = 50
_TOLD = (Role.OWNER, Role.ADMIN)


def follow(state: StreamState, sight: Sight) -> list[dict[str, str]]:
    """Bring the stored schema up to what the describe said; the notes of what changed.

    A note is {"at", "kind": new | gone | back, "field", "affects"}. Values of a field that is gone
    stay: only columns that are read are written.
    """
    before = state.schema
    if not sight.fields:
        # The whole object is out of reach: the stream's trouble says so.
        return []
    notes = _notes(before, sight) if before.get("fields") else []
    state.schema = sight.as_schema()
    if kept := [*notes, *before.get("changes", [])][:_KEPT]:
        state.schema["changes"] = kept
    return notes


def _notes(before: dict[str, Any], sight: Sight) -> list[dict[str, str]]:
    old, now = set(before["fields"]), set(sight.fields)
    missed = set(before.get("missing", {}))
    kept = _("What was read of it until now stays.")
    found = [("gone", name, f"{sight.missing.get(name, '')} {kept}") for name in old - now]
    found += [("back" if name in missed else "new", name, "") for name in now - old]
    at = timezone.now().isoformat()
    return [
        {"at": at, "kind": kind, "field": name, "affects": affects.strip()}
        for kind, name, affects in sorted(found)
    ]


def tell_of_loss(source: Source, notes: dict[str, list[dict[str, str]]]) -> None:
    """One mail to each owner and admin when fields went away; `notes` by stream."""
    gone = [
        (f"{stream}.{note['field']}", note["affects"])
        for stream, found in notes.items()
        for note in found
        if note["kind"] == "gone"
    ]
    if not gone:
        return
    members = Membership.objects.select_related("user", "workspace").filter(
        workspace_id=source.workspace_id, role__in=_TOLD
    )
    for member in members:
        values = {"source": source, "workspace": member.workspace, "gone": gone}
        with translation.override(member.user.language):
            queue_mail(compose_mail("emails/fields_gone", to=member.user.email, values=values))
