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

Namer = Callable[[list[str]], Mapping[str, str]]

LABELS: Mapping[str, Any] = {
    "workspace.created": _("Made the workspace"),
    "workspace.changed": _("Changed the workspace’s settings"),
    "workspace.second_step_required": _("Asked every member for a second step"),
    "workspace.second_step_lifted": _("Asked for a second step no longer"),
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
    "api_key.revoked": _("Revoked an API key"),
    "job.retried": _("Tried a job again"),
    "job.cancelled": _("Stopped a job"),
    "audit.exported": _("Exported the audit trail"),
    "data_key.made": _("Made a new data key"),
    "data_key.retired": _("Retired a data key"),
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
