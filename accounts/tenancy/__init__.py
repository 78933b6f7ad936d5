"""The first lock: every read and write of a tenant's rows happens inside one workspace."""

from accounts.tenancy.context import (
    NoWorkspace,
    WorkspaceClash,
    across_workspaces,
    current_workspace_id,
    in_each_workspace,
    inside,
    kept_inside,
    read_inside,
    require_workspace_id,
)
from accounts.tenancy.ddl import TenantTable
from accounts.tenancy.purposes import Purpose, for_purpose
from accounts.tenancy.restricting import RestrictedTable
from accounts.tenancy.rows import (
    WorkspaceForeignKey,
    WorkspaceManager,
    WorkspaceModel,
    WorkspaceQuerySet,
    new_id,
)
from accounts.tenancy.together import together

__all__ = [
    "NoWorkspace",
    "Purpose",
    "RestrictedTable",
    "TenantTable",
    "WorkspaceClash",
    "WorkspaceForeignKey",
    "WorkspaceManager",
    "WorkspaceModel",
    "WorkspaceQuerySet",
    "across_workspaces",
    "current_workspace_id",
    "for_purpose",
    "in_each_workspace",
    "inside",
    "kept_inside",
    "new_id",
    "read_inside",
    "require_workspace_id",
    "together",
]
