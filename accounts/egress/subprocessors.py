"""Who runs the servers and carries the mail of this installation, as its environment says."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from accounts.egress.recipients import Recipient, Transfer


def subprocessors() -> tuple[Recipient, ...]:
    """Those of settings.SUBPROCESSORS, in their order; they may receive all that is kept."""
    return tuple(map(recipient_of, settings.SUBPROCESSORS))


def recipient_of(words: Mapping[str, Any]) -> Recipient:
    """One of them; what is wrong or missing is left empty, and so found by `manage.py check`."""
    return Recipient(
        name=words.get("name", ""),
        hosts=(),
        purpose=words.get("purpose", ""),
        company=words.get("company", ""),
        country=words.get("country", ""),
        receives=words.get("receives", ""),
        transfer=_transfer(words.get("transfer", "")),
        safeguard=words.get("safeguard", ""),
    )


def _transfer(word: str) -> Transfer | None:
    return Transfer(word) if word in set(Transfer) else None
