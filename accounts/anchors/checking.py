"""Compares a trail with its signed heads: whoever owns the database cannot make these agree."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.anchors.keeping import heads_of
from accounts.anchors.signing import is_genuine
from accounts.audit import Damage, head
from accounts.models import AuditEvent
from accounts.tenancy import require_workspace_id

# One night may fail; a file that nobody adds to proves nothing of what came after it.
_PATIENCE = timedelta(days=2)


def anchor_damages() -> list[Damage]:
    """Every signed head that the entered workspace's trail does not hold, or that nobody signed."""
    documents = list(heads_of(require_workspace_id()))
    genuine = [one["content"] for one in documents if is_genuine(one)]
    wanted = {content["seq"]: content["hash"] for content in genuine}
    there = AuditEvent.objects.filter(seq__in=wanted).values_list("seq", "hash")
    found = {seq: bytes(digest).hex() for seq, digest in there}
    damaged = [_judge(seq, digest, found) for seq, digest in sorted(wanted.items())]
    strangers = [content for content in genuine if content["workspace"] != _here()]
    forged = len(documents) - len(genuine) + len(strangers)
    late = _late(datetime.fromisoformat(content["at"]) for content in genuine)
    return [one for one in damaged if one] + [Damage(0, "forged")] * forged + late


def _late(signed: Iterable[datetime]) -> list[Damage]:
    """That a trail which is older than two days has no head of these two days."""
    since = timezone.now() - _PATIENCE
    first = AuditEvent.objects.order_by("seq").filter(at__lt=since).first()
    is_late = first is not None and not any(at >= since for at in signed)
    return [Damage(head().seq, "late")] if is_late else []


def _judge(seq: int, digest: str, found: dict[int, str]) -> Damage | None:
    if seq not in found:
        return Damage(seq, "cut")
    return None if found[seq] == digest else Damage(seq, "rewritten")


def _here() -> str:
    return str(require_workspace_id())
