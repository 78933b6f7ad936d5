"""Who may do what: one table, read by views, the API and the templates."""

from enum import StrEnum

from accounts.models.membership import Role


class Permission(StrEnum):
    """Everything that can be allowed; a scope of an API key is one of these words too."""

    VIEW_NUMBERS = "numbers.view"
    EXPORT_NUMBERS = "numbers.export"
    DEFINE_NUMBERS = "numbers.define"
    VIEW_SOURCES = "sources.view"
    MANAGE_SOURCES = "sources.manage"
    IMPORT_FILES = "files.import"
    # To change campaigns where they run; to let others do so, and to say how far.
    MANAGE_CAMPAIGNS = "campaigns.manage"
    APPROVE_CAMPAIGNS = "campaigns.approve"
    VIEW_PEOPLE = "people.view"
    VIEW_MEMBERS = "members.view"
    MANAGE_MEMBERS = "members.manage"
    MANAGE_WORKSPACE = "workspace.manage"
    SECURE_WORKSPACE = "workspace.secure"
    TRANSFER_WORKSPACE = "workspace.transfer"
    CLOSE_WORKSPACE = "workspace.close"
    MANAGE_BILLING = "billing.manage"
    MANAGE_API_KEYS = "api_keys.manage"
    MANAGE_WEBHOOKS = "webhooks.manage"
    VIEW_AUDIT = "audit.view"
    MANAGE_JOBS = "jobs.manage"
    MANAGE_PRIVACY = "privacy.manage"
    GRANT_SUPPORT = "support.grant"
    # Of Proactivox's own workspace: elsewhere there is no page that asks for it.
    ANSWER_TICKETS = "tickets.answer"
    SEND_NEWSLETTERS = "newsletters.send"
    MANAGE_BOOKINGS = "bookings.manage"


_VIEWER = frozenset({Permission.VIEW_NUMBERS, Permission.VIEW_SOURCES, Permission.VIEW_MEMBERS})
_MARKETER = _VIEWER | {
    Permission.EXPORT_NUMBERS,
    Permission.DEFINE_NUMBERS,
    Permission.IMPORT_FILES,
    Permission.MANAGE_SOURCES,
    Permission.MANAGE_CAMPAIGNS,
    Permission.ANSWER_TICKETS,
    Permission.SEND_NEWSLETTERS,
    Permission.MANAGE_BOOKINGS,
}
_PRIVACY_OFFICER = _VIEWER | {
    Permission.VIEW_PEOPLE,
    Permission.VIEW_AUDIT,
    Permission.MANAGE_PRIVACY,
}
_NOT_ADMINS = {
    Permission.MANAGE_BILLING,
    Permission.SECURE_WORKSPACE,
    Permission.TRANSFER_WORKSPACE,
    Permission.CLOSE_WORKSPACE,
    Permission.VIEW_PEOPLE,
}
_ADMIN = frozenset(Permission) - _NOT_ADMINS

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: _ADMIN,
    Role.MARKETER: _MARKETER,
    Role.VIEWER: _VIEWER,
    Role.PRIVACY_OFFICER: _PRIVACY_OFFICER,
}

# What goes on while a workspace is closing: people's rights, the closing itself, who gets in, and
# showing our own people the door.
WHILE_CLOSING = frozenset(
    {
        Permission.MANAGE_PRIVACY,
        Permission.CLOSE_WORKSPACE,
        Permission.GRANT_SUPPORT,
        Permission.SECURE_WORKSPACE,
    }
)
# Of what only takes something away, that which shuts somebody out: 30 days are long for a thief.
SHUTS_OUT = frozenset(
    {
        Permission.VIEW_MEMBERS,
        Permission.MANAGE_MEMBERS,
        Permission.MANAGE_API_KEYS,
        Permission.MANAGE_WEBHOOKS,
    }
)
# What goes on while a workspace is read-only, because nobody pays: these, paying, handing it over.
WHILE_UNPAID = WHILE_CLOSING | {Permission.MANAGE_BILLING, Permission.TRANSFER_WORKSPACE}

# What one of ours may do with a workspace's grant, and all of it by reading alone: no names of
# members, no trail, no export, and no field of a person that was opted in.
BY_GRANT = frozenset({Permission.VIEW_NUMBERS, Permission.VIEW_SOURCES, Permission.MANAGE_JOBS})

# What a program may be given: only what some address of the API asks for.
SCOPES: tuple[Permission, ...] = (
    Permission.VIEW_NUMBERS,
    Permission.EXPORT_NUMBERS,
    Permission.DEFINE_NUMBERS,
    Permission.VIEW_SOURCES,
    Permission.MANAGE_SOURCES,
    Permission.MANAGE_CAMPAIGNS,
    Permission.VIEW_MEMBERS,
    Permission.VIEW_AUDIT,
    Permission.MANAGE_PRIVACY,
)

# Whom a role may appoint, change or remove: nobody may raise another above themselves.
_ADMIN_MAY_APPOINT = frozenset({Role.ADMIN, Role.MARKETER, Role.VIEWER, Role.PRIVACY_OFFICER})
APPOINTS: dict[Role, frozenset[Role]] = {
    Role.OWNER: frozenset(Role),
    Role.ADMIN: _ADMIN_MAY_APPOINT,
}


def grants(role: str) -> frozenset[Permission]:
    """All permissions of a role; none for a word that is no role."""
    return GRANTS.get(Role(role), frozenset()) if role in Role.values else frozenset()


def may(role: str, permission: Permission) -> bool:
    """Whether the role includes the permission."""
    return permission in grants(role)


def may_appoint(role: str, other: str) -> bool:
    """Whether a member of `role` may give, change or take away the role `other`."""
    return other in Role.values and Role(other) in APPOINTS.get(Role(role), frozenset())
