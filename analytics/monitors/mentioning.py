"""Whom a comment names: @Name, as the member is called here."""

from collections.abc import Iterable

from accounts.models import User


def mentioned(text: str, members: Iterable[User]) -> list[User]:
    """The members whose names stand behind an @; of two names the longer one is meant."""
    found, lower = [], text.lower()
    for user in sorted(members, key=lambda one: -len(one.get_full_name())):
        mark = f"@{user.get_full_name().lower()}"
        if len(mark) > 1 and mark in lower:
            found.append(user)
            lower = lower.replace(mark, " ")
    return found
