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
    Permission.MANAGE_CAMPAIGNS: _("Change campaigns at the platforms, within the limits"),
    Permission.APPROVE_CAMPAIGNS: _("Approve large changes of campaigns, and set their limits"),
    Permission.VIEW_MEMBERS: _("See members"),
    Permission.MANAGE_MEMBERS: _("Invite and remove members, change their roles"),
    Permission.MANAGE_WORKSPACE: _("Change the workspace’s name, currency and time zone"),
    Permission.SECURE_WORKSPACE: _(
        "Decide how one gets in: second step, single sign-on, length of log-ins, networks, domains"
    ),
    Permission.TRANSFER_WORKSPACE: _("Hand the workspace over to another owner"),
    Permission.MANAGE_BILLING: _("Choose and pay the plan, see invoices"),
    Permission.MANAGE_API_KEYS: _("Make, renew and revoke API keys"),
    Permission.MANAGE_WEBHOOKS: _("Send the audit trail to systems of your own"),
    Permission.VIEW_AUDIT: _("Read the audit trail"),
    Permission.MANAGE_JOBS: _("See and retry jobs"),
    Permission.GRANT_SUPPORT: _("Let people of Proactivox look in, and show them out"),
    Permission.VIEW_PEOPLE: _("See the fields of people that were chosen to be kept"),
    Permission.MANAGE_PRIVACY: _("Answer privacy requests, keep registers and retention"),
    Permission.CLOSE_WORKSPACE: _("Close the workspace and take everything along"),
}
# Of Proactivox's own workspace, which alone has these pages.
HOUSE_WORDS: dict[Permission, Any] = {
    Permission.ANSWER_TICKETS: _("Answer what people write to Proactivox"),
    Permission.SEND_NEWSLETTERS: _("Write and send newsletters"),
    Permission.MANAGE_BOOKINGS: _("Give demos, set their hours, and hold webinars"),
}


@dataclass(frozen=True)
class MayDo:
    """One thing and, role by role, whether it is allowed."""

    words: Any
    allowed: tuple[bool, ...]


def role_table(*, is_house: bool) -> tuple[list[str], list[MayDo]]:
    """The roles' names, and a line for each thing that can be done in such a workspace."""
    names = [str(role.label) for role in Role]
    told = {**WORDS, **(HOUSE_WORDS if is_house else {})}
    lines = [MayDo(words, tuple(may(role, key) for role in Role)) for key, words in told.items()]
    return names, lines
