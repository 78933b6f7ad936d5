"""What erasures do at night: go on where a legal hold has ended, and read every row once more."""

from accounts.audit import record
from accounts.jobs import enqueue
from accounts.tenancy import in_each_workspace
from integrations.restricting import ids_of
from privacy.erasure.items import forget_held
from privacy.erasure.person import open_subject
from privacy.erasure.reading import unread
from privacy.erasure.services import go_on
from privacy.models import Erasure
from privacy.retention.holds import held_part

READING = "privacy.tasks.erasure.read_everything"


def erase_held() -> int:
    """Go on with each erasure of which less is held than was; how many."""
    return in_each_workspace(_erase_held)


def request_readings() -> int:
    """Ask for the reading of each workspace whose erasures were searched by index alone."""
    return in_each_workspace(_request_reading)


def _request_reading() -> int:
    return int(unread().exists() and enqueue(READING, dedupe_key="nightly") is not None)


def _erase_held() -> int:
    rows = Erasure.objects.select_for_update(no_key=True).exclude(held_at=None)
    return sum(_resume(erasure) for erasure in rows.order_by("id"))


def _resume(erasure: Erasure) -> int:
    held, kept = held_part(open_subject(erasure)), ids_of(erasure.pk)
    if held is not None and all(ids <= held.ids.get(key, set()) for key, ids in kept.items()):
        return 0
    forget_held(erasure)
    erasure.held_at = erasure.finished_at = None
    erasure.asked_upstream_at = erasure.erased_at = None
    erasure.save()
    go_on(erasure)
    record("erasure.resumed", erasure.request)
    return 1
