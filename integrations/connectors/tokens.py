"""Grants and tokens as every connector speaks of them; where they are kept is not said here."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from integrations.connectors.refusals import SessionExpired


@dataclass(frozen=True)
class Grant:
    """What a token answer carries; `refresh` is None when the old one stays good.

    `instance_url` is the origin at which this grant is good, where the vendor has many of them;
    `identity_url` names who gave it, where the answer says so.
    """

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    instance_url: str = ""
    identity_url: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Token:
    """An access token as it is now; `generation` grows with each renewal."""

    access: str = field(repr=False)
    instance_url: str
    generation: int


class TokenKeeper(Protocol):
    """Who knows the token and gets a new one; for whom is None before there is a source."""

    @property
    def workspace_id(self) -> UUID | None: ...

    def current(self) -> Token: ...

    def renewed(self, stale: Token) -> Token: ...


@dataclass(frozen=True)
class Signer:
    """Who asks for tokens by a certificate: the customer's app, its user, and our key."""

    consumer_key: str
    username: str
    audience: str
    private_key: str = field(repr=False)


@dataclass(frozen=True)
class HeldToken:
    """A token that was just given and is not stored yet."""

    token: Token
    workspace_id: UUID | None = None

    def current(self) -> Token:
        return self.token

    def renewed(self, stale: Token) -> Token:
        raise SessionExpired
