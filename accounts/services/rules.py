"""How one gets into a workspace: length of log-ins, networks, domains of addresses."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import Workspace
from accounts.networks import admits
from accounts.security import tell_owners
from accounts.tenancy import inside, require_workspace_id


def change_session_length(
    *, workspace: Workspace, idle_minutes: int | None, session_minutes: int | None
) -> None:
    """Ask for a new log-in sooner than the product does, or no longer; counts at once."""
    after = {"idle_minutes": idle_minutes, "session_minutes": session_minutes}
    with inside(require_workspace_id()):
        if _change(workspace, after, "session_length"):
            record("workspace.session_length_changed", workspace, **after)


def change_networks(*, workspace: Workspace, networks: list[str], own_address: str) -> None:
    """Let people and programs in from these networks alone; raises Refused for who shuts
    themselves out, because nobody else might be there to open again."""
    if not admits(networks, own_address):
        raise Refused(
            _("You come from %(address)s, which is in none of these networks.")
            % {"address": own_address or "?"},
            advice=_("Add your own network, so that you do not shut yourself out."),
            code="locks_out",
        )
    with inside(require_workspace_id()):
        if _change(workspace, {"networks": networks}, "networks"):
            # Networks are where people sit: the trail counts them.
            record("workspace.networks_changed", workspace, count=len(networks))


def change_domains(*, workspace: Workspace, domains: list[str]) -> None:
    """Let addresses of these domains alone be invited and join; members stay who they are."""
    with inside(require_workspace_id()):
        if _change(workspace, {"email_domains": domains}, "domains"):
            record("workspace.domains_changed", workspace, email_domains=domains)


def refuse_other_domains(*, workspace: Workspace, email: str) -> None:
    """Raise Refused for an address that this workspace lets nobody join with."""
    domain = email.rpartition("@")[2].lower()
    if workspace.email_domains and domain not in workspace.email_domains:
        raise Refused(
            _("Only addresses of %(domains)s may join %(name)s; %(email)s is none.")
            % {
                "domains": ", ".join(workspace.email_domains),
                "name": workspace.name,
                "email": email,
            },
            advice=_("An owner decides on the domains, under Security."),
            code="other_domain",
        )


def _change(workspace: Workspace, after: dict[str, Any], told: str) -> bool:
    """Whether anything is different now; owners are told of it."""
    if all(getattr(workspace, name) == value for name, value in after.items()):
        return False
    Workspace.objects.filter(pk=workspace.pk).update(**after)
    for name, value in after.items():
        setattr(workspace, name, value)
    tell_owners("rule_changed", workspace=workspace, detail=told)
    return True
