"""Makes one try at a channel, and pauses one that refuses for good or keeps failing."""

import random
from datetime import timedelta
from uuid import UUID

import httpx
from django.utils import timezone

from accounts.egress import open_client
from accounts.errors import Trouble
from accounts.jobs import Lease
from accounts.models import ChannelPost, PostState, TellingChannel
from accounts.redaction import redact
from accounts.telling.channels.hosts import RECIPIENTS
from accounts.telling.channels.keeping import open_address, pause
from accounts.webhooks.sending import Answer

# Seconds between seven tries: a day in all.
_STEPS = (10, 60, 300, 1800, 7200, 6 * 3600)
_LONGEST_WAIT = timedelta(hours=6)
_CONNECT_SECONDS, _READ_SECONDS, _MOST_BYTES = 5.0, 15.0, 500
# So many failures in a row, of whichever messages, pause the channel.
PAUSES_AT = 10
# Slack says so of a webhook that was removed, of a channel that is archived, of a closed team;
# Workflows of one that was deleted or switched off.
_FOR_GOOD = (401, 403, 404, 410)


def attempt(lease: Lease, post_id: UUID) -> timedelta | None:
    """One try, or none while the channel is paused; the time until the next, or None."""
    with lease.batch():
        row = ChannelPost.objects.filter(pk=post_id, state=PostState.WAITING).first()
        channel = TellingChannel.objects.get(pk=row.channel_id) if row else None
        if row is None or channel is None or channel.paused_at:
            return None
        address = open_address(channel)
    answer = _call(channel.kind, address, row.body)
    with lease.batch():
        return _note(post_id, answer)


def _call(kind: str, address: str, body: str) -> Answer:
    """POST it; redirects are not followed, and of an answer little is read."""
    try:
        with (
            open_client(
                RECIPIENTS[kind], connect_seconds=_CONNECT_SECONDS, read_seconds=_READ_SECONDS
            ) as client,
            client.stream(
                "POST", address, content=body, headers={"Content-Type": "application/json"}
            ) as response,
        ):
            after = response.headers.get("Retry-After", "")
            words = next(response.iter_bytes(_MOST_BYTES), b"").decode(errors="replace")
            return Answer(response.status_code, words, int(after) if after.isdigit() else 0)
    except Trouble as trouble:
        return Answer(None, str(trouble))
    except httpx.HTTPError as error:
        return Answer(None, type(error).__name__)


def _note(post_id: UUID, answer: Answer) -> timedelta | None:
    row = ChannelPost.objects.select_for_update(no_key=True).filter(pk=post_id).first()
    if row is None:
        return None
    rows = TellingChannel.objects.select_for_update(no_key=True)
    channel = rows.get(pk=row.channel_id)
    row.attempts += 1
    row.tried_at, row.status = timezone.now(), answer.status
    row.answer = redact(" ".join(answer.words.split()))[:200].replace("\0", "")
    wait = _judge(row, channel, answer)
    row.next_at = row.tried_at + wait if wait else None
    row.save()
    channel.save(update_fields=["failures"])
    return None if channel.paused_at else wait


def _judge(row: ChannelPost, channel: TellingChannel, answer: Answer) -> timedelta | None:
    """What comes of one answer for the message and its channel."""
    if answer.is_taken:
        row.state, channel.failures = PostState.DELIVERED, 0
        return None
    channel.failures += 1
    why = f"{answer.status or ''} {row.answer}".strip()
    if answer.status in _FOR_GOOD or channel.failures >= PAUSES_AT:
        # It waits, and goes on when somebody has mended the channel.
        pause(channel, why=why)
        return None
    is_ours = answer.status is not None and 400 <= answer.status < 500 and answer.status != 429
    if is_ours or row.attempts > len(_STEPS):
        row.state = PostState.GIVEN_UP
        return None
    step = _STEPS[row.attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311
    asked = min(timedelta(seconds=answer.retry_after), _LONGEST_WAIT)
    return max(asked, timedelta(seconds=step))
