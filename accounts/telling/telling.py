"""Tells of one thing: a row for it, a row for each who is told, in the caller's transaction."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Escalated, Severity, Told, User
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.telling.channels.posting import post_to_channels
from accounts.telling.counting import count_unread
from accounts.telling.handing import hand_out, mail_end
from accounts.telling.kinds import kind_of
from accounts.telling.said import Said
from accounts.tenancy import inside, require_workspace_id

_LONGEST_KEY = 200


def tell(
    *,
    kind: str,
    key: str,
    title: Said,
    text: Said,
    url: str,
    severity: Severity,
    to: Iterable[User] | None = None,
    resolved: bool = False,
) -> None:
    """Tell members of the entered workspace of a thing: all who may see numbers, or those of `to`.

    The same kind and key is the same thing: it is brought up to date and unread again where it
    says something new, and nothing happens where it does not. `resolved` says that it is over; of
    what was never told nothing is over. `url` is a path of ours.
    """
    kind_of(kind)
    _check(key, url)
    said = {"title": title.kept(), "text": text.kept()}
    with inside(require_workspace_id()):
        told, is_news, is_new = _thing(kind, key, said, url, severity, resolved)
        if told is None:
            return
        if is_news:
            post_to_channels(told, is_new=is_new)
        if resolved:
            # That it is over makes nothing unread that somebody has read.
            if is_news:
                mail_end(told)
            return
        hand_out(told, _readers(to), is_news=is_news)
        count_unread()


def _check(key: str, url: str) -> None:
    if not key or len(key) > _LONGEST_KEY:
        raise ValueError(f"A key has 1 to {_LONGEST_KEY} characters, not {len(key)}.")
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, None):
        raise ValueError(f"{url!r} is no path of ours.")


def _thing(
    kind: str, key: str, said: dict[str, Any], url: str, severity: Severity, resolved: bool
) -> tuple[Told | None, bool, bool]:
    """The thing as it is now, whether that is news, and whether it begins."""
    values = {"said": said, "url": url, "severity": int(severity)}
    rows = Told.objects.select_for_update(no_key=True)
    if resolved and not rows.filter(kind=kind, key=key).exists():
        return None, False, False
    told, is_made = rows.get_or_create(kind=kind, key=key, defaults=values)
    was_over = told.resolved_at is not None
    before = {name: getattr(told, name) for name in values}
    if not is_made and (before != values or was_over is not resolved):
        _bring_up_to_date(told, values, resolved, was_over)
        return told, True, was_over and not resolved
    return told, is_made, is_made


def _bring_up_to_date(told: Told, values: dict[str, Any], resolved: bool, was_over: bool) -> None:
    for name, value in values.items():
        setattr(told, name, value)
    told.updated = timezone.now()
    if resolved:
        told.resolved_at = told.resolved_at or told.updated
    else:
        told.count += 1
        told.resolved_at = None
        if was_over:
            # It began anew, so nobody sees to it.
            told.taken_at, told.taken_by, told.first_told = None, None, told.updated
            Escalated.objects.filter(told=told).delete()
    told.save()


def _readers(to: Iterable[User] | None) -> list[UUID]:
    may = [member.user_id for member in members_who_may(Permission.VIEW_NUMBERS)]
    if to is None:
        return may
    wanted = {user.pk for user in to}
    return [user_id for user_id in may if user_id in wanted]
