"""A source's tokens: sealed at rest, renewed by one worker at a time."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.crypto import Place, decrypt, encrypt
from accounts.errors import Trouble
from accounts.tenancy import inside, new_id, require_workspace_id
from integrations.certificates import signer_of
from integrations.connectors import CONNECTORS
from integrations.connectors.refusals import AccessEnded
from integrations.connectors.tokens import Grant, Token
from integrations.models import Credential

_TABLE = "credential"
# Longer than the vendor call that another refresher may be waiting for behind the same lock.
_LOCK_SECONDS = 25


def keep_grant(*, source_id: UUID, grant: Grant, token_url: str) -> None:
    """Store a new grant of the source, in the current transaction."""
    row = Credential.objects.select_for_update().filter(source_id=source_id).first()
    if row is None:
        row = Credential(id=new_id(), source_id=source_id, generation=0)
        row.workspace_id = require_workspace_id()
    row.token_url, row.scope = token_url, grant.scope
    # What the new grant does not renew belonged to the one before.
    row.refresh_token = None
    _write(row, grant)
    row.save()


def read_token(source_id: UUID) -> Token:
    """The token as it is now; raises Trouble when the source has none."""
    return _token(_row(source_id))


def refresh_token_of(source_id: UUID) -> tuple[str, str] | None:
    """(token address, refresh token) for revoking, or None."""
    row = Credential.objects.filter(source_id=source_id).first()
    if row is None:
        return None
    sealed = row.refresh_token or row.access_token
    column = "refresh_token" if row.refresh_token else "access_token"
    return row.token_url, decrypt(token_place(row, column), bytes(sealed))


def renew_token(*, workspace_id: UUID, source_id: UUID, stale_generation: int) -> Token:
    """A token newer than `stale_generation`; raises AccessEnded, OutOfReach.

    The row's lock is held over the call to the vendor, on purpose and against the rule: a rotated
    refresh token is good once, and using it a second time revokes the customer's grant. So one
    refresher asks while the others wait, and then find the new generation. The call is short (see
    TOKEN_SECONDS), and the new token is committed before anybody uses it.
    """
    with inside(workspace_id):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
        row = _row(source_id, is_locked=True)
        if row.generation == stale_generation:
            _write(row, _next_grant(row))
            row.save()
        return _token(row)


def _next_grant(row: Credential) -> Grant:
    """By the refresh token, or by the certificate where that is the way in."""
    connector = CONNECTORS[row.source.connector]
    if row.refresh_token is not None:
        refresh = decrypt(token_place(row, "refresh_token"), bytes(row.refresh_token))
        return connector.oauth.refresh_grant(row.token_url, refresh)
    signer = signer_of(row.source_id)
    if signer is None or connector.certificates is None:
        raise AccessEnded(connector.label)
    return connector.certificates.grant(row.token_url, signer)


@dataclass(frozen=True)
class StoredTokens:
    """Keeps a client's token: every read and renewal is a short transaction of its own."""

    workspace_id: UUID
    source_id: UUID

    def current(self) -> Token:
        with inside(self.workspace_id):
            return read_token(self.source_id)

    def renewed(self, stale: Token) -> Token:
        return renew_token(
            workspace_id=self.workspace_id,
            source_id=self.source_id,
            stale_generation=stale.generation,
        )


def _row(source_id: UUID, *, is_locked: bool = False) -> Credential:
    rows = Credential.objects.filter(source_id=source_id)
    row = (rows.select_for_update() if is_locked else rows).first()
    if row is None:
        raise Trouble("This source is not connected.", advice="Connect it.", code="connect_again")
    return row


def _write(row: Credential, grant: Grant) -> None:
    row.access_token = encrypt(token_place(row, "access_token"), grant.access)
    if grant.refresh is not None:
        row.refresh_token = encrypt(token_place(row, "refresh_token"), grant.refresh)
    if grant.instance_url:
        row.instance_url = grant.instance_url
    row.generation += 1
    row.refreshed_at = timezone.now()


def _token(row: Credential) -> Token:
    return Token(
        access=decrypt(token_place(row, "access_token"), bytes(row.access_token)),
        instance_url=row.instance_url,
        generation=row.generation,
    )


def token_place(row: Credential, column: str) -> Place:
    """Where one of the row's tokens lives."""
    return Place(_TABLE, column, row.workspace_id, row.id)
