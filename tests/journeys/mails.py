"""The mails that the running product sent: their links and codes."""

from __future__ import annotations

import re
import time
from pathlib import Path

from sandbox.mailbox import Mail, messages

_PATIENCE = 30.0


def newest_mail(folder: Path, to: str, subject: str = "", words: str = "") -> Mail:
    """The newest mail to an address with this in its subject and these words; waits for it.

    Raises AssertionError with what arrived instead.
    """
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        mails = [mail for mail in messages(folder) if to in mail.to]
        for mail in mails:
            if subject in mail.subject and words in mail.body:
                return mail
        time.sleep(0.1)
    there = [(mail.to, mail.subject) for mail in messages(folder)]
    raise AssertionError(f"No mail about {subject!r} to {to} arrived; there are {there}")


def mailed_link(folder: Path, to: str, part: str) -> str:
    """The link in the newest mail to somebody that has this part in its address."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        for mail in messages(folder):
            found = re.search(rf"https?://\S*{re.escape(part)}\S*", mail.body)
            if to in mail.to and found:
                return found.group()
        time.sleep(0.1)
    raise AssertionError(f"No mail with a link to {part} arrived for {to}")
