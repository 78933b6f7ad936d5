"""Says a trouble to whoever is logged in: its words, and the page on which they can do something.

Those whose role does not open that page are told whom to ask.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.errors import Action, Refused, Trouble
from accounts.limits import require_feature
from accounts.selectors import names_who_may

_MOST_NAMES = 3


@dataclass(frozen=True)
class Advice:
    """A trouble in words, for templates/components/locked.html; label and url where one can act."""

    text: str
    label: str = ""
    url: str = ""


def advice_of(request: Any, trouble: Trouble) -> Advice:
    """What is said to a member of the request's workspace."""
    action = trouble.action
    if action is None:
        return Advice(str(trouble))
    if action.permission not in request.permissions:
        names = whom_to_ask(request.workspace.pk, action)
        return Advice(f"{trouble} {action.otherwise % {'names': names}}")
    url = _path(request.workspace.slug, action)
    return Advice(str(trouble), action.label if url else "", url)


def advise(request: Any, trouble: Trouble) -> str:
    """The same as one line for a form or a message, with the link in it."""
    advice = advice_of(request, trouble)
    if not advice.url:
        return advice.text
    return format_html('{} <a href="{}">{}</a>', advice.text, advice.url, advice.label)


def locked(request: Any, feature: str) -> Advice | None:
    """Why the workspace's plan lacks a feature; None where it has it."""
    try:
        require_feature(request.workspace.pk, feature)
    except Refused as refused:
        return advice_of(request, refused)
    return None


def address_of_action(slug: str, action: Action) -> str:
    """The whole address, for programs and mails; empty where no such page is wired."""
    path = _path(slug, action)
    return settings.PUBLIC_URL.rstrip("/") + path if path else ""


def whom_to_ask(workspace_id: UUID, action: Action) -> str:
    """The first few who can do it, by name."""
    names = names_who_may(workspace_id, action.permission)[:_MOST_NAMES]
    return _(" or ").join(names)


def _path(slug: str, action: Action) -> str:
    try:
        return reverse(action.page, args=[slug])
    except NoReverseMatch:
        return ""
