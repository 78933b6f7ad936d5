"""The one exception that crosses rooms: what happened, with which value, and what to do next."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Action:
    """A page of the workspace on which something can be done about a trouble.

    `page` is the name of an address that takes the workspace's slug. Whose role lacks the
    `permission` that it asks for reads `otherwise`, with the names of those who have it.
    """

    label: str
    page: str
    permission: str
    otherwise: str


class Trouble(Exception):
    """Something a person can understand and act on.

    `permanent` is the decisive bit: trying the same again cannot help. `code` is a stable word for
    programs, `message` a sentence for people, `advice` says what to do next, `action` where.
    `status` is what HTTP calls it; after `retry_after` seconds it may be otherwise.
    """

    code = "trouble"
    status = 400
    retry_after: int | None = None

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = True,
        advice: str = "",
        code: str = "",
        action: Action | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.advice = advice
        self.code = code or type(self).code
        self.action = action

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class Refused(Trouble):
    """The request asks for what this workspace's plan, or a rule of ours, does not allow."""

    code = "refused"
    status = 403


class NotInPlan(Refused):
    """What was bought does not include it: more can be bought."""

    status = 402


class UsedUp(NotInPlan):
    """What was bought for this month is used; the next month brings more."""

    status = 429

    def __init__(self, message: str, *, retry_after: int, **more: Any) -> None:
        super().__init__(message, permanent=False, **more)
        self.retry_after = retry_after
