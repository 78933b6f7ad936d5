"""The person's records at the sources: kept as items, deleted or redacted, looked up again.

Nothing here is called inside of a transaction; what came of each call is kept in one of its own.
"""

from collections.abc import Iterable
from uuid import UUID

import orjson
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.crypto import decrypt, encrypt
from accounts.jobs import Lease
from accounts.subjects import Subject
from accounts.tenancy import new_id
from integrations.actions import DERIVED, delete_record, redact_record
from integrations.models import Source
from integrations.restricting import HELD
from privacy.erasure.asking import SourceLook, errand_of, is_kept, look_at
from privacy.erasure.local import until_of
from privacy.erasure.person import record_place
from privacy.models import Erasure, ErasureItem, ItemPlace, ItemState
from privacy.retention.holds import HeldPart

# The name of an item that says that a source could not be asked at all.
LOOK_UP = "look_up"
# For the type checker: records always have a source.
NO_SOURCE = UUID(int=0)
DELETE, REDACT, ASK, NEVER = "delete", "redact", "ask", "never"
_KEPT = gettext_noop(
    "The workspace, as controller, decided that nothing is changed in this source."
)
_KEPT_UNTIL = gettext_noop("as the workspace decides in its source")
_UNSEEN = gettext_noop("The connected user may not see this in the source: look there yourself.")
BY_HAND = gettext_noop("A member did it by hand in the source.")
_STILL = gettext_noop("The source still shows this record.")
_ENDED = (ItemState.ERASED, ItemState.ANONYMISED, ItemState.RETAINED)
# A failed part is tried so often by itself.
MOST_TRIES = 6
_WRITERS = {
    DELETE: (delete_record, ItemState.ERASED),
    REDACT: (redact_record, ItemState.ANONYMISED),
}


def keep_looks(erasure: Erasure, looks: Iterable[SourceLook], held: HeldPart | None = None) -> None:
    """An item for each record that was found, in the order in which they can be deleted."""
    items = ErasureItem.objects.filter(erasure=erasure, place=ItemPlace.UPSTREAM)
    items.exclude(state__in=_ENDED).delete()
    for look in looks:
        if look.trouble:
            _fail(erasure, look, LOOK_UP, look.trouble, look.is_permanent)
        for name in look.found.unseen:
            _fail(erasure, look, name, _UNSEEN, is_permanent=True)
        for record in look.found.records:
            item = _item(erasure, look, record.kind)
            said = {"id": record.external_id, "link": record.link, "by": record.reached_by}
            item.record = encrypt(record_place(item), orjson.dumps(said).decode())
            if is_kept(record, held):
                _retain(item, HELD, until_of(held))
            else:
                choose(item, look.choice)


def choose(item: ErasureItem, choice: str) -> None:
    """What is to happen to a record: to be done, waiting for a member, or kept by decision."""
    item.choice, item.state = choice, ItemState.WAITING
    if choice == NEVER:
        _retain(item, _KEPT, _KEPT_UNTIL)
    else:
        item.save()


def _retain(item: ErasureItem, ground: str, until: str) -> None:
    item.state, item.ground, item.until = ItemState.RETAINED, ground, until
    item.rows, item.ended_at = 1, timezone.now()
    item.save()


def write_upstream(lease: Lease, erasure_id: UUID, subject: Subject) -> None:
    """Delete and redact what waits for it, one call and one commit each.

    A record that is the person's because another one leads to it is done before that other one,
    which waits for the next try where the first could not be reached: emptied, it leads nowhere.
    """
    blocked: set[UUID | None] = set()
    for item in _open_items(lease, erasure_id):
        is_derived = _opened(item).get("by") in DERIVED
        if item.source_id in blocked and not is_derived:
            continue
        lease.keep()
        _write(lease, item, subject)
        is_passing = item.state == ItemState.FAILED and not item.is_permanent
        if is_passing and is_derived and item.attempts + 1 < MOST_TRIES:
            blocked.add(item.source_id)


def _write(lease: Lease, item: ErasureItem, subject: Subject) -> None:
    write, state = _WRITERS[item.choice]
    written = write(
        workspace_id=lease.workspace_id,
        source_id=item.source_id or NO_SOURCE,
        kind=item.name,
        external_id=_opened(item)["id"],
        subject=subject,
        errand=errand_of(item.erasure),
        # Whoever began the erasure asked for it, or decided on it record by record.
        by_hand=True,
    )
    with lease.batch():
        item.state = state if written.is_done else ItemState.FAILED
        item.rows, item.ground = int(written.is_done), written.what[:300]
        item.why, item.is_permanent = written.why_not[:500], written.is_permanent
        item.ended_at = timezone.now()
        item.save()


def check_upstream(lease: Lease, erasure_id: UUID, subject: Subject) -> None:
    """Ask again: a record that was deleted and is still there has failed."""
    with lease.batch():
        gone = ErasureItem.objects.filter(
            erasure_id=erasure_id,
            place=ItemPlace.UPSTREAM,
            state=ItemState.ERASED,
            residue=None,
            record__isnull=False,
        )
        due: dict[UUID, list[ErasureItem]] = {}
        for item in gone:
            due.setdefault(item.source_id or NO_SOURCE, []).append(item)
        sources = list(Source.objects.filter(pk__in=due))
        errand = errand_of(Erasure.objects.get(pk=erasure_id))
    for source in sources:
        lease.keep()
        look = look_at(source, DELETE, subject, errand)
        live = {one.external_id for one in look.found.records}
        with lease.batch():
            for item in due[source.pk]:
                _judge(item, look, is_live=_opened(item)["id"] in live)


def links_of(items: Iterable[ErasureItem]) -> dict[UUID, str]:
    """{item: where its record is in the source}, of those that are not done."""
    return {
        one.pk: str(_opened(one)["link"]) for one in items if one.record and one.state not in _ENDED
    }


def _item(erasure: Erasure, look: SourceLook, name: str) -> ErasureItem:
    return ErasureItem(
        id=new_id(),
        workspace_id=erasure.workspace_id,
        erasure=erasure,
        place=ItemPlace.UPSTREAM,
        name=name[:80],
        source_id=look.source_id,
    )


def _fail(erasure: Erasure, look: SourceLook, name: str, why: str, is_permanent: bool) -> None:
    item = _item(erasure, look, name)
    item.state, item.why, item.is_permanent = ItemState.FAILED, why[:500], is_permanent
    item.choice = look.choice
    item.save()


def _open_items(lease: Lease, erasure_id: UUID) -> list[ErasureItem]:
    with lease.batch():
        rows = ErasureItem.objects.filter(
            erasure_id=erasure_id,
            place=ItemPlace.UPSTREAM,
            state__in=[ItemState.WAITING, ItemState.FAILED],
            choice__in=list(_WRITERS),
            is_permanent=False,
            record__isnull=False,
        )
        return list(rows.select_related("erasure").order_by("id"))


def _judge(item: ErasureItem, look: SourceLook, *, is_live: bool) -> None:
    if look.trouble:
        item.state, item.why, item.is_permanent = ItemState.FAILED, look.trouble[:500], False
    elif is_live:
        item.state, item.why, item.residue = ItemState.FAILED, _STILL, 1
    else:
        item.residue = 0
    item.save()


def _opened(item: ErasureItem) -> dict[str, str]:
    said: dict[str, str] = orjson.loads(decrypt(record_place(item), bytes(item.record or b"")))
    return said
