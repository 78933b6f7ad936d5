"""What a browser has begun at a provider: kept in its session, found by a state, used once."""

import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

LOGIN, TEST, AGAIN = "login", "test", "again"
_KEY, _MOST, _SECONDS = "sso_pending", 5, 600


@dataclass(frozen=True)
class Pending:
    """One way there: `purpose` is login, test or again (to prove oneself once more).

    `state` names it; for SAML it is the id of the request. `next` is where the browser goes then.
    """

    state: str
    nonce: str
    verifier: str
    workspace_id: str
    connection_id: str
    purpose: str
    next: str
    at: float

    @property
    def is_fresh(self) -> bool:
        """Whether the person has to log in at the provider now, however lately they did."""
        return self.purpose == AGAIN


def begin(
    session: Any,
    *,
    workspace_id: UUID,
    connection_id: UUID,
    purpose: str,
    next: str,  # noqa: A002
    state: str = "",
) -> Pending:
    """A new one in this browser's session; the oldest of many goes."""
    pending = Pending(
        state=state or secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        workspace_id=str(workspace_id),
        connection_id=str(connection_id),
        purpose=purpose,
        next=next,
        at=time.time(),
    )
    kept = session.get(_KEY, [])
    session[_KEY] = [*kept[-_MOST + 1 :], asdict(pending)]
    return pending


def take(session: Any, state: str, *, workspace_id: UUID, connection_id: UUID) -> Pending | None:
    """The one of that state, which then is no more; None for another browser's, or an old one."""
    kept = [Pending(**values) for values in session.get(_KEY, [])]
    found = next((one for one in kept if one.state == state), None)
    if found is None:
        return None
    session[_KEY] = [asdict(one) for one in kept if one is not found]
    is_here = (found.workspace_id, found.connection_id) == (str(workspace_id), str(connection_id))
    return found if is_here and time.time() - found.at <= _SECONDS else None
