"""Users, workspaces and what ties them; jobs, keys and the audit trail of the ground floor."""

from accounts.models.access import AccessLine
from accounts.models.announcements import (
    Announcement,
    AnnouncementKind,
    AnnouncementReceipt,
    Audience,
)
from accounts.models.audit import AuditEvent
from accounts.models.channels import ChannelKind, ChannelPost, PostState, TellingChannel
from accounts.models.escalation import Escalated, Escalation
from accounts.models.instructions import Instruction
from accounts.models.job import Job, JobState
from accounts.models.keys import WorkspaceKey
from accounts.models.logs import Disclosure, LoggedPerson, Reading
from accounts.models.maintenance import Effect, Maintenance
from accounts.models.membership import ApiKey, Invitation, Membership, Role
from accounts.models.numbers import QuarantinedNumber
from accounts.models.repeats import RepeatableCall
from accounts.models.scim import ScimGroup, ScimMember, ScimPerson, ScimToken
from accounts.models.security import LogIn, SecurityNotice
from accounts.models.sso import CompanyDomain, GroupRole, SsoConnection, SsoIdentity
from accounts.models.standing import (
    DeadJob,
    QueueStanding,
    SourceStanding,
    WorkspaceStanding,
)
from accounts.models.support import AccessGrant, Confidant, ConfidantKind
from accounts.models.switches import Switch
from accounts.models.telling import InboxItem, Severity, TellingWish, Told
from accounts.models.user import User
from accounts.models.webhooks import DeliveryState, WebhookDelivery, WebhookEndpoint
from accounts.models.workspace import Closure, WeekStart, Workspace, WorkspaceLogo

__all__ = [
    "AccessGrant",
    "AccessLine",
    "Announcement",
    "AnnouncementKind",
    "AnnouncementReceipt",
    "ApiKey",
    "Audience",
    "AuditEvent",
    "ChannelKind",
    "ChannelPost",
    "Closure",
    "CompanyDomain",
    "Confidant",
    "ConfidantKind",
    "DeadJob",
    "DeliveryState",
    "Disclosure",
    "Effect",
    "Escalated",
    "Escalation",
    "GroupRole",
    "InboxItem",
    "Instruction",
    "Invitation",
    "Job",
    "JobState",
    "LogIn",
    "LoggedPerson",
    "Maintenance",
    "Membership",
    "PostState",
    "QuarantinedNumber",
    "QueueStanding",
    "Reading",
    "RepeatableCall",
    "Role",
    "ScimGroup",
    "ScimMember",
    "ScimPerson",
    "ScimToken",
    "SecurityNotice",
    "Severity",
    "SourceStanding",
    "SsoConnection",
    "SsoIdentity",
    "Switch",
    "TellingChannel",
    "TellingWish",
    "Told",
    "User",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WeekStart",
    "Workspace",
    "WorkspaceKey",
    "WorkspaceLogo",
    "WorkspaceStanding",
]
