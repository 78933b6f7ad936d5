"""Reads what a mail server reports of a delivery (RFC 3464, codes of RFC 3463); pure."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
# The address is of nobody, its domain takes no mail, or its mailbox is closed for good. All else,
# such as a full mailbox or a rule about spam, may be otherwise with the next letter.
_PERMANENT = 5
_NOBODY = {(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1), (4, 4)}


@dataclass(frozen=True)
class Failure:
    """A mail was given up for one recipient; `is_for_good` when no other will arrive either."""

    status: str
    is_for_good: bool


def failures_in(raw: bytes) -> tuple[Failure, ...]:
    """Each recipient for whom the report says that it failed for good.

    Empty for what is no such report, for delays, and for codes that tell of a passing trouble.
    """
    try:
        message = email.message_from_bytes(raw, policy=compat32)
        fields = list(_fields(message))
    except RecursionError:
        return ()
    return tuple(failure for one in fields if (failure := _failure(one)) is not None)


def _fields(message: Message) -> Iterator[Message]:
    """The groups of fields of a report, of which the first is about the message as a whole."""
    if message.get_content_type() != "multipart/report":
        return
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else ():
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            yield from (one for one in groups if isinstance(one, Message))


def _failure(fields: Message) -> Failure | None:
    code = _STATUS.match(str(fields.get("Status", "")))
    if str(fields.get("Action", "")).strip().lower() != "failed" or code is None:
        return None
    kind, subject, detail = map(int, code.groups())
    if kind != _PERMANENT:
        return None
    return Failure(f"{kind}.{subject}.{detail}", (subject, detail) in _NOBODY)
