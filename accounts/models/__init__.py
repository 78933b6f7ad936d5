"""Users, workspaces and what ties them; jobs, keys and the audit trail of the ground floor."""

from accounts.models.audit import AuditEvent
from accounts.models.instructions import Instruction
from accounts.models.job import Job, JobState
from accounts.models.keys import WorkspaceKey
from accounts.models.logs import Disclosure, LoggedPerson, Reading
from accounts.models.membership import ApiKey, Invitation, Membership, Role
from accounts.models.numbers import QuarantinedNumber
from accounts.models.user import User
from accounts.models.workspace import Closure, Workspace

__all__ = [
    "ApiKey",
    "AuditEvent",
    "Closure",
    "Disclosure",
    "Instruction",
    "Invitation",
    "Job",
    "JobState",
    "LoggedPerson",
    "Membership",
    "QuarantinedNumber",
    "Reading",
    "Role",
    "User",
    "Workspace",
    "WorkspaceKey",
]
