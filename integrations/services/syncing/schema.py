"""What changed in the fields that a login may read: noted, told to admins, never thrown away."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Membership, Role
from accounts.notify import compose_mail, queue_mail
from integrations.connectors.entities import Sight
from integrations.models import Formula, Source, StreamState

Picked = Mapping[str, Sequence[Formula]]
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


def formulas_of(source_id: UUID) -> Picked:
    """The picked formulas of a source, by stream."""
    picked: dict[str, list[Formula]] = {}
    for formula in Formula.objects.filter(source_id=source_id):
        picked.setdefault(formula.stream, []).append(formula)
    return picked


def follow_formulas(
    state: StreamState, sight: Sight, picked: Sequence[Formula]
) -> list[dict[str, str]]:
    """Say of each picked formula whether it can still be read; the notes of those that changed.

    They stand among the schema's notes, too. The next refresh reads what is back by itself.
    """
    if not sight.fields:
        return []
    seen, notes, now = {field.name for field in sight.formulas}, [], timezone.now()
    for formula in picked:
        is_gone = formula.name not in seen
        if is_gone == (formula.gone_at is not None):
            continue
        formula.gone_at = now if is_gone else None
        formula.save(update_fields=["gone_at"])
        kept = _("Its values stay as they were last read.") if is_gone else ""
        kind = "gone" if is_gone else "back"
        note = {"at": now.isoformat(), "kind": kind, "field": formula.name, "affects": kept}
        notes.append(note)
    state.schema["formulas"] = sight.as_schema()["formulas"]
    if notes:
        state.schema["changes"] = [*notes, *state.schema.get("changes", [])][:_KEPT]
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


def tell_of_loss(source_id: UUID, notes: dict[str, list[dict[str, str]]]) -> None:
    """One mail to each owner and admin when fields went away; `notes` by stream."""
    gone = [
        (f"{stream}.{note['field']}", note["affects"])
        for stream, found in notes.items()
        for note in found
        if note["kind"] == "gone"
    ]
    if not gone:
        return
    source = Source.objects.get(pk=source_id)
    members = Membership.objects.select_related("user", "workspace").filter(
        workspace_id=source.workspace_id, role__in=_TOLD
    )
    for member in members:
        values = {"source": source, "workspace": member.workspace, "gone": gone}
        with translation.override(member.user.language):
            queue_mail(compose_mail("emails/fields_gone", to=member.user.email, values=values))
