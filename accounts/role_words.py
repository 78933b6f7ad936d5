"""What each role may do, as a table for people: drawn from GRANTS, so that the two agree."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.permissions import Permission, may

# Only what a page asks for today; the rest is told when its pages come.
WORDS: dict[Permission, Any] = {
    Permission.VIEW_NUMBERS: _("See numbers and where they come from"),
    Permission.EXPORT_NUMBERS: _("Export numbers"),
    Permission.DEFINE_NUMBERS: _("Decide on lead stages, channels and the mapping of campaigns"),
    Permission.VIEW_SOURCES: _("See sources and how complete they are"),
    Permission.MANAGE_SOURCES: _("Connect, pause and disconnect sources"),
    Permission.IMPORT_FILES: _("Import files"),
    Permission.VIEW_MEMBERS: _("See members"),
    Permission.MANAGE_MEMBERS: _("Invite and remove members, change their roles"),
    Permission.MANAGE_WORKSPACE: _("Change the workspace’s name, currency and time zone"),
    Permission.SECURE_WORKSPACE: _("Require a second step of all members"),
    Permission.MANAGE_API_KEYS: _("Make and revoke API keys"),
    Permission.VIEW_AUDIT: _("Read the audit trail"),
    Permission.MANAGE_JOBS: _("See and retry jobs"),
    Permission.VIEW_PEOPLE: _("See the fields of people that were chosen to be kept"),
    Permission.MANAGE_PRIVACY: _("Answer privacy requests, keep registers and retention"),
    Permission.CLOSE_WORKSPACE: _("Close the workspace and take everything along"),
}


@dataclass(frozen=True)
class MayDo:
    """One thing and, role by role, whether it is allowed."""

    words: Any
    allowed: tuple[bool, ...]


def role_table() -> tuple[list[str], list[MayDo]]:
    """The roles' names, and a line for each thing that can be done."""
    names = [str(role.label) for role in Role]
    lines = [MayDo(words, tuple(may(role, key) for role in Role)) for key, words in WORDS.items()]
    return names, lines
