"""The trail's actions in words, and the names of what they were done to: each app tells its own.

An app that records actions has a module `audit_words` with LABELS, {action: words}, and may have
NAMES, {"app.model": a function from ids to {id: name}}, for what has a name that a page may show,
and VALUES, {value: words}, for words of the code that stand in a line's details.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from accounts.models import WeekStart
from accounts.number_formats import NumberFormat

Namer = Callable[[list[str]], Mapping[str, str]]

LABELS: Mapping[str, Any] = {
    "workspace.created": _("Made the workspace"),
    "workspace.changed": _("Changed the workspace’s settings"),
    "workspace.logo_changed": _("Changed the logo"),
    "workspace.logo_removed": _("Removed the logo"),
    "workspace.second_step_required": _("Asked every member for a second step"),
    "workspace.second_step_lifted": _("Asked for a second step no longer"),
    "workspace.session_length_changed": _("Changed how long a log-in lasts"),
    "workspace.networks_changed": _("Changed from which networks one may come"),
    "workspace.domains_changed": _("Changed whose addresses may be invited"),
    "workspace.handed_over": _("Handed the workspace over"),
    "workspace.sso_required": _("Required single sign-on"),
    "workspace.sso_lifted": _("Required single sign-on no longer"),
    "login.signed_up": _("Made their login"),
    "login.succeeded": _("Came in"),
    "login.failed": _("A log-in failed"),
    "login.ended": _("Logged out"),
    "login.revoked": _("Ended a session"),
    "login.refused_for_sso": _("Was sent to their company’s log-in"),
    "login.second_step_failed": _("A second step failed"),
    "login.second_step_unreadable": _("A second step’s secret did not open"),
    "login.new_device": _("Logged in from a new browser"),
    "login.password_changed": _("Changed their password"),
    "login.password_reset": _("Reset their password"),
    "login.password_set": _("Set a password"),
    "login.email_changed": _("Changed their e-mail address"),
    "login.email_deleted": _("Removed an e-mail address"),
    "login.totp_activated": _("Set an authenticator app up"),
    "login.totp_deactivated": _("Removed the authenticator app"),
    "login.webauthn_added": _("Added a passkey"),
    "login.webauthn_removed": _("Removed a passkey"),
    "login.recovery_codes_generated": _("Made new recovery codes"),
    "sso.glass_broken": _("Came in without the single sign-on that is required"),
    "sso.failed": _("A log-in by single sign-on failed"),
    "sso_connection.created": _("Set up single sign-on"),
    "sso_connection.changed": _("Changed single sign-on"),
    "sso_connection.removed": _("Took single sign-on away"),
    "sso_connection.switched": _("Switched single sign-on on or off"),
    "sso_connection.tested": _("Tested single sign-on"),
    "sso_connection.refreshed": _("Read a provider’s metadata again"),
    "sso_identity.linked": _("Confirmed a login as their company’s"),
    "group_role.set": _("Set the role of a group"),
    "group_role.removed": _("Took the role of a group away"),
    "scim_token.made": _("Made a token for the directory"),
    "scim_token.revoked": _("Revoked a token of the directory"),
    "directory_person.made": _("The directory named somebody"),
    "directory_person.changed": _("The directory changed what it says of somebody"),
    "directory_person.removed": _("The directory forgot somebody"),
    "directory_group.made": _("The directory pushed a group"),
    "directory_group.changed": _("The directory changed a group"),
    "directory_group.removed": _("The directory took a group away"),
    "domain.claimed": _("Claimed a domain"),
    "domain.verified": _("Proved a domain"),
    "domain.connected": _("Chose a domain’s connection"),
    "domain.removed": _("Gave a domain up"),
    "domain.lost": _("Lost a domain whose record was gone"),
    "member.provisioned": _("Got a place by their company’s log-in or directory"),
    "member.joined": _("Joined"),
    "member.left": _("Left the workspace"),
    "member.removed": _("Removed a member"),
    "member.role_changed": _("Changed a role"),
    "membership.erased": _("Erased a member’s account"),
    "instructions.given": _("Gave new instructions about personal data"),
    "invitation.created": _("Invited somebody"),
    "invitation.resent": _("Sent an invitation again"),
    "invitation.revoked": _("Took an invitation back"),
    "api_key.created": _("Made an API key"),
    "api_key.rotated": _("Renewed an API key"),
    "api_key.revoked": _("Revoked an API key"),
    "job.retried": _("Tried a job again"),
    "job.cancelled": _("Stopped a job"),
    "support.asked": _("Asked to look into the workspace"),
    "support.allowed": _("Allowed Proactivox to look in"),
    "support.refused": _("Refused Proactivox a look"),
    "support.ended": _("Ended a look of Proactivox"),
    "support.page_viewed": _("Opened a page by a grant"),
    "support.standing_changed": _("Changed whether Proactivox has to ask"),
    "switch.moved": _("Moved a switch of the product"),
    "maintenance.planned": _("Planned work on the service"),
    "maintenance.ended": _("Took planned work back, or ended it"),
    "announcement.written": _("Wrote a notice to users"),
    "announcement.dropped": _("Threw away a draft of a notice"),
    "announcement.published": _("Published a notice to users"),
    "announcement.sent": _("A notice went to everybody it is for"),
    "announcement.ended": _("Took a notice off people’s pages"),
    "audit.exported": _("Exported the audit trail"),
    "channel.added": _("Added a channel"),
    "channel.switched_on": _("Let a channel go on"),
    "channel.switched_off": _("Paused a channel"),
    "channel.removed": _("Removed a channel"),
    "channel.tested": _("Sent a test to a channel"),
    "escalation.added": _("Added a rule of escalation"),
    "escalation.removed": _("Removed a rule of escalation"),
    "webhook.added": _("Added a webhook"),
    "webhook.secret_rotated": _("Gave a webhook a new secret"),
    "webhook.switched_on": _("Switched a webhook on"),
    "webhook.switched_off": _("Switched a webhook off"),
    "webhook.removed": _("Removed a webhook"),
    "webhook.tested": _("Sent a test to a webhook"),
    "webhook.sent_again": _("Sent a webhook’s message again"),
    "data_key.made": _("Made a new data key"),
    "data_key.retired": _("Retired a data key"),
}


# What stands in the details of workspace.changed.
VALUES: Mapping[str, Any] = {
    **dict([*NumberFormat.choices, *WeekStart.choices]),
    # What a webhook sends, and a form of the trail.
    "audit": _("audit trail"),
    "told": _("what is told"),
    "heads": _("signed heads"),
}


def action_labels() -> dict[str, Any]:
    """{action: words} of all apps."""
    return {action: words for module in _modules() for action, words in module.LABELS.items()}


def value_words() -> dict[str, Any]:
    """{value: words} of all apps."""
    every = [getattr(module, "VALUES", {}) for module in _modules()]
    return {value: words for values in every for value, words in values.items()}


def target_names(targets: Iterable[str]) -> dict[str, str]:
    """{"app.model:id": name} for targets of the entered workspace that still have one.

    One statement for each kind of target, whatever their number.
    """
    ids: dict[str, list[str]] = {}
    for target in set(targets):
        kind, _colon, key = target.partition(":")
        ids.setdefault(kind, []).append(key)
    namers = {kind: namer for module in _modules() for kind, namer in _names(module).items()}
    return {
        f"{kind}:{key}": name
        for kind, keys in ids.items()
        if kind in namers
        for key, name in namers[kind](keys).items()
    }


def _names(module: Any) -> Mapping[str, Namer]:
    found: Mapping[str, Namer] = getattr(module, "NAMES", {})
    return found


def _modules() -> list[Any]:
    return [
        import_module(f"{config.name}.audit_words")
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "audit_words")
    ]
