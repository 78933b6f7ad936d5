"""Gives a workspace its logo, and takes it away."""

import hashlib

from accounts.audit import record
from accounts.models import Workspace, WorkspaceLogo
from accounts.pictures import redrawn
from accounts.tenancy import inside, require_workspace_id

# Of a digest in the trail: enough to tell two pictures apart.
_SHOWN = 12


def change_logo(*, workspace: Workspace, content: bytes) -> None:
    """Keep this picture, drawn anew, instead of the one before; raises Refused for what is none."""
    image = redrawn(content)
    digest = hashlib.sha256(image).hexdigest()
    if digest == workspace.logo_digest:
        return
    with inside(require_workspace_id()):
        WorkspaceLogo.objects.filter(workspace=workspace).delete()
        WorkspaceLogo.objects.create(workspace=workspace, image=image)
        record("workspace.logo_changed", workspace, **_set_digest(workspace, digest))


def remove_logo(*, workspace: Workspace) -> None:
    """Show the first letter of the name again; nothing of the picture stays."""
    with inside(require_workspace_id()):
        if WorkspaceLogo.objects.filter(workspace=workspace).delete()[0]:
            record("workspace.logo_removed", workspace, **_set_digest(workspace, ""))


def _set_digest(workspace: Workspace, digest: str) -> dict[str, str]:
    """Keep it; what the trail says of it."""
    before, workspace.logo_digest = workspace.logo_digest, digest
    Workspace.objects.filter(pk=workspace.pk).update(logo_digest=digest)
    return {"before": before[:_SHOWN], "after": digest[:_SHOWN]}
