"""Makes workspaces and changes what they are called and how they count."""

import re
import secrets
import unicodedata
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused, Trouble
from accounts.instructions import begin_instructions
from accounts.models import Membership, Role, User, Workspace
from accounts.second_step import has_second_step
from accounts.security import tell_owners
from accounts.signals import workspace_changed
from accounts.tenancy import inside, new_id, require_workspace_id

_SPELLED_OUT = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
)
_TRIES = 5


def create_workspace(*, name: str, currency: str, time_zone: str, creator: User) -> Workspace:
    """A new workspace with its creator as owner.

    Raises Trouble in the rare case that all tried addresses were taken in the same moment.
    """
    workspace_id = new_id()
    with inside(workspace_id):
        made = Workspace(id=workspace_id, currency=currency, language=creator.language)
        workspace = _insert(made, name, time_zone)
        Membership.objects.create(workspace=workspace, user=creator, role=Role.OWNER)
        begin_instructions(by=creator.pk)
        record("workspace.created", workspace, currency=currency, time_zone=time_zone)
    return workspace


def change_workspace(*, workspace: Workspace, name: str, currency: str, time_zone: str) -> None:
    """Rename, or count in another currency or zone; the address stays, so links go on working."""
    _change(workspace, {"name": name, "currency": currency, "time_zone": time_zone})


def change_habits(
    *,
    workspace: Workspace,
    language: str,
    number_format: str,
    week_start: str,
    fiscal_year_starts: int | None,
) -> None:
    """Write in another language or with other numbers; count weeks and fiscal years otherwise."""
    writing = {"language": language, "number_format": number_format}
    counting = {"week_start": week_start, "fiscal_year_starts": fiscal_year_starts}
    _change(workspace, {**writing, **counting})


def _change(workspace: Workspace, after: dict[str, Any]) -> None:
    changed = sorted(field for field, value in after.items() if getattr(workspace, field) != value)
    if not changed:
        return
    # A name may be a person's: the trail says that it changed, and not into what.
    told = [field for field in changed if field != "name"]
    before = {field: getattr(workspace, field) for field in told}
    with inside(require_workspace_id()):
        # The numbers shown depend on them: whatever was cached by version is old now.
        rows = Workspace.objects.filter(pk=workspace.pk)
        rows.update(**{name: after[name] for name in changed}, data_version=F("data_version") + 1)
        workspace.refresh_from_db(fields=[*changed, "data_version"])
        workspace_changed.send(Workspace, fields=frozenset(changed))
        values = {"before": before, "after": {field: after[field] for field in told}}
        record("workspace.changed", workspace, fields=changed, **(values if told else {}))


def require_second_step(*, workspace: Workspace, by: Membership) -> None:
    """Ask a second step of every member from now on; raises Refused for who has none themself."""
    if not has_second_step(by.user):
        raise Refused(
            _("You have no second step yourself, so you would be the first to be locked out."),
            advice=_("Set up a passkey or an authenticator app in your own settings first."),
            code="no_second_step",
        )
    with inside(require_workspace_id()):
        rows = Workspace.objects.filter(pk=workspace.pk, second_step_required_at=None)
        if rows.update(second_step_required_at=timezone.now()):
            _tell(workspace, "second_step_required")
            record("workspace.second_step_required", workspace)


def lift_second_step(*, workspace: Workspace) -> None:
    """Ask no second step any more; whoever has one keeps it."""
    with inside(require_workspace_id()):
        rows = Workspace.objects.filter(pk=workspace.pk, second_step_required_at__isnull=False)
        if rows.update(second_step_required_at=None):
            _tell(workspace, "second_step_lifted")
            record("workspace.second_step_lifted", workspace)


def _tell(workspace: Workspace, rule: str) -> None:
    tell_owners("rule_changed", workspace=workspace, detail=rule)


def _insert(workspace: Workspace, name: str, time_zone: str) -> Workspace:
    workspace.name, workspace.time_zone = name, time_zone
    base = slug_of(name)
    for slug in (base, *(f"{base}-{secrets.token_hex(2)}" for _try in range(_TRIES))):
        if not Workspace.objects.filter(slug=slug).exists():
            workspace.slug = slug
            workspace.save(force_insert=True)
            return workspace
    raise Trouble(_("This name is much in demand just now."), advice=_("Try it again."))


def slug_of(name: str) -> str:
    """The name as an address: "Ærø & Søn" is "aeroe-soen"; "workspace" where nothing is left."""
    spelled = name.lower().translate(_SPELLED_OUT)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "workspace"
