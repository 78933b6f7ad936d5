"""Writes the records of a package, and leaves out by itself what is plainly about others."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from uuid import UUID

from accounts.crypto import encrypt, normalise
from accounts.subjects import Personal, Subject
from accounts.tenancy import new_id, require_workspace_id
from privacy import manifest
from privacy.access.sealing import seal_content, words_place
from privacy.models import LeftOut, Package, PackageItem, Redaction

Row = tuple[str, Mapping[str, str | None]]
# What people wrote: by the name of the column or of the source's field, or by its length.
_TEXTS = {"text", "description", "subject", "body", "comments", "notes", "hs_note_body"}
_LONG = 120
# Of a source's record: who of the staff has it, made it, changed it.
_STAFF = re.compile(
    r"^(owner|createdby|lastmodifiedby|leadorcontactowner|hubspot_owner|hs_created_by|hs_updated_by)"
)
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_BATCH = 500


def write_items(
    package: Package, rows: Iterable[Row], subject: Subject, *, source_id: UUID | None = None
) -> int:
    """Keep the rows as items, behind those that are there; how many.

    Staff and the addresses of others are left out from the start, each with its reason; a member
    can bring them back.
    """
    numbers = count(package.items + 1)
    items, left_out = [], []
    for store, content in rows:
        item = PackageItem(
            id=new_id(),
            workspace_id=require_workspace_id(),
            package=package,
            number=next(numbers),
            source_id=source_id,
            store=store,
            texts=sorted(name for name, value in content.items() if _is_text(name, value)),
        )
        item.content = seal_content(item, content)
        items.append(item)
        left_out += [*_staff(item, content), *_addresses(item, content, subject)]
    PackageItem.objects.bulk_create(items, batch_size=_BATCH)
    Redaction.objects.bulk_create(left_out, batch_size=_BATCH)
    package.items += len(items)
    package.save(update_fields=["items"])
    return len(items)


def forget_items(package: Package, *, app: str = "", source_id: UUID | None = None) -> None:
    """What an earlier try wrote of one source, or of one app's tables."""
    rows = PackageItem.objects.filter(package=package, source_id=source_id)
    rows.filter(store__startswith=f"{app}." if app else "").delete()


def redaction(item: PackageItem, field: str, reason: LeftOut, words: str = "") -> Redaction:
    """A part that is left out, not yet saved."""
    made = Redaction(
        id=new_id(),
        workspace_id=require_workspace_id(),
        item=item,
        field=field,
        reason=reason,
    )
    if words:
        made.words = encrypt(words_place(made), words)
    return made


def _is_text(name: str, value: str | None) -> bool:
    if not value:
        return False
    return name.lower() in _TEXTS or len(value) > _LONG or "\n" in value


def _staff(item: PackageItem, content: Mapping[str, str | None]) -> list[Redaction]:
    columns = _staff_columns().get(item.store, frozenset())
    return [
        redaction(item, name, LeftOut.STAFF)
        for name, value in content.items()
        if value and (name in columns or (item.source_id and _STAFF.match(name.lower())))
    ]


def _addresses(
    item: PackageItem, content: Mapping[str, str | None], subject: Subject
) -> list[Redaction]:
    own = set(map(normalise, subject.emails))
    return [
        redaction(item, name, LeftOut.OTHER_PERSON, address)
        for name in item.texts
        for address in dict.fromkeys(_ADDRESS.findall(content[name] or ""))
        if normalise(address) not in own
    ]


@cache
def _staff_columns() -> Mapping[str, frozenset[str]]:
    """{table: columns that name staff}, by the map."""
    return {
        label: frozenset(
            name
            for column, entry in entries.items()
            if isinstance(entry, Personal) and entry.subject == "customer_staff"
            for name in (column, f"{column}_id")
        )
        for label, entries in manifest.classifications().items()
    }
