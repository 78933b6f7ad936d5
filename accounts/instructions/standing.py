"""The newest instructions of the entered workspace: read, given anew, and kept to."""

import hashlib
import json
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.instructions.agreement import accepted_agreement, agreement_in_force
from accounts.models import Instruction, Workspace
from accounts.tenancy import inside, new_id, require_workspace_id


class NotInstructed(Refused):
    """The customer has not instructed this; nothing was done."""

    code = "not_instructed"


def instructions() -> Instruction:
    """The version that stands; the first one is the agreement as the workspace met it."""
    newest = Instruction.objects.order_by("-version").first()
    return newest or begin_instructions()


def begin_instructions(*, by: UUID | None = None) -> Instruction:
    """Store the first version: every clause of the agreement that is in force now.

    Of two who do it at once one row stays.
    """
    agreement = agreement_in_force()
    first = _version(1, {clause.key for clause in agreement.clauses}, by, before="")
    Instruction.objects.bulk_create([first], ignore_conflicts=True)
    return Instruction.objects.get(version=1)


def give_instructions(*, clauses: Iterable[str], by: UUID) -> Instruction:
    """A new version by the agreement that is in force; the same one where nothing is other."""
    with inside(require_workspace_id()):
        Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())
        before = instructions()
        row = _version(before.version + 1, set(clauses), by, before=before.sha256)
        if _said(row) == _said(before):
            return before
        row.save(force_insert=True)
        record("instructions.given", row, version=row.version, clauses=row.clauses)
    return row


def is_instructed(purpose: str) -> bool:
    """Whether the instructions that stand have this purpose."""
    return purpose in instructions().purposes


def require_instruction(purpose: str) -> None:
    """Raise NotInstructed where they lack it."""
    if not is_instructed(purpose):
        raise NotInstructed(
            _("Your instructions do not include this: %(purpose)s.") % {"purpose": _(purpose)},
            advice=_("Who manages privacy can instruct it, on the page about instructions."),
        )


def _version(number: int, keys: set[str], by: UUID | None, *, before: str) -> Instruction:
    agreement, accepted = agreement_in_force(), accepted_agreement()
    row = Instruction(
        id=new_id(),
        workspace_id=require_workspace_id(),
        version=number,
        agreement=agreement.version,
        clauses=[clause.key for clause in agreement.clauses if clause.key in keys],
        purposes=agreement.purposes(keys),
        given_at=timezone.now(),
        given_by=by,
        accepted=accepted.number if accepted else None,
        accepted_sha256=accepted.sha256 if accepted else "",
    )
    row.sha256 = digest_of(row, before)
    return row


def _said(row: Instruction) -> tuple[object, ...]:
    return row.agreement, row.purposes, row.accepted


def digest_of(row: Instruction, before: str) -> str:
    """The sha256 of a version's canonical JSON and of the version before."""
    said = {
        "workspace": str(row.workspace_id),
        "version": row.version,
        "agreement": row.agreement,
        "clauses": row.clauses,
        "purposes": row.purposes,
        "given_at": row.given_at.isoformat(),
        "given_by": str(row.given_by or ""),
        "before": before,
        # Versions from before there was a text to accept keep the digest that they had.
        **({"accepted": [row.accepted, row.accepted_sha256]} if row.accepted else {}),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
