"""The history of a login: each try by whom, when, from where; the address is sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.core.internal.httpkit import get_client_ip
from django.db.models import QuerySet

from accounts.access_log.devices import browser_of, device_of
from accounts.crypto import Place, decrypt, encrypt
from accounts.models import LogIn, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import new_id
from accounts.user_agents import system_of

KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Try:
    """A try to log in with its address opened."""

    row: LogIn
    address: str


def note_login(
    request: Any,
    user: User,
    outcome: LogIn.Outcome,
    *,
    methods: Iterable[str] = (),
    is_new_browser: bool = False,
) -> None:
    """Keep one try; of the browser only what its owner knows it by."""
    row_id = new_id()
    agent = request.META.get("HTTP_USER_AGENT", "")
    LogIn.objects.create(
        id=row_id,
        user=user,
        outcome=outcome,
        methods=",".join(methods)[:80],
        address=encrypt(_place(row_id), get_client_ip(request) or ""),
        device=device_of(agent),
        browser=browser_of(agent),
        system=system_of(agent),
        is_new_browser=is_new_browser,
    )


def tries_of(user: User) -> QuerySet[LogIn]:
    """The tries of a person, the newest first, for that person alone."""
    return LogIn.objects.filter(user=user).order_by("-at", "-id")


def opened(rows: Iterable[LogIn]) -> list[Try]:
    """The same with their addresses."""
    return [Try(row, address_of(row)) for row in rows]


def address_of(row: LogIn) -> str:
    """From where somebody tried; raises DecryptFailed for a row that was moved."""
    return decrypt(_place(row.pk), bytes(row.address))


def login_place(row: Any) -> Place:
    """Where a row's address is sealed."""
    return _place(row.id)


def _place(row_id: UUID) -> Place:
    return Place("accounts_login", "address", HOUSE_ID, row_id)
