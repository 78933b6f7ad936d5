"""What is left out of a package: one part of one item at a time, each with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from privacy.access.items import redaction
from privacy.access.sealing import open_content, open_words
from privacy.models import LeftOut, Package, PackageItem, Redaction

MARK = "[…]"


@dataclass(frozen=True)
class Shown:
    """An item as it is given out: what is left out of a field is MARK, or the field is None.

    `left_out` is {field: reasons}.
    """

    item: PackageItem
    content: Mapping[str, str | None]
    left_out: Mapping[str, tuple[str, ...]]


def leave_out(*, item_id: UUID, field: str, reason: LeftOut, words: str = "") -> None:
    """Leave one field of one item out, or only some words of it (GDPR Art. 15(4)).

    Raises Refused where nothing at all of the package would be left: that is not leaving out but
    refusing, which takes its own grounds.
    """
    with inside(require_workspace_id()):
        item = _open_item(item_id)
        content = open_content(item)
        if not content.get(field):
            raise Refused(_("There is no such field in this item."), code="no_field")
        if words and words not in (content[field] or ""):
            raise Refused(
                _("These words do not stand in the field."),
                advice=_("Copy them as they stand there."),
                code="no_words",
            )
        made = redaction(item, field, reason, words)
        made.made_by = current_actor().id
        made.save(force_insert=True)
        if _is_empty(item.package):
            raise Refused(
                _("Nothing of the package would be left."),
                advice=_("Other people's rights allow no refusal of everything (Art. 15(4))."),
                code="blanket",
            )
        record("package.left_out", item.package.request, kind=reason)


def bring_back(*, redaction_id: UUID) -> None:
    """Give out after all what was left out."""
    with inside(require_workspace_id()):
        made = Redaction.objects.select_related("item").get(pk=redaction_id)
        item = _open_item(made.item_id)
        made.delete()
        record("package.brought_back", item.package.request)


def look_at(*, item_id: UUID) -> None:
    """A member read what was written freely in the item, and whatever has to be is left out."""
    with inside(require_workspace_id()):
        item = _open_item(item_id)
        item.looked_at, item.looked_by = timezone.now(), current_actor().id
        item.save(update_fields=["looked_at", "looked_by"])
        record("package.looked_at", item.package.request)


def waiting_items(package: Package) -> int:
    """How many items with free text nobody has looked at."""
    rows = PackageItem.objects.filter(package=package, looked_at=None)
    return rows.exclude(texts=[]).count()


def shown(items: Iterable[PackageItem]) -> list[Shown]:
    """These items as they are given out, by two statements."""
    found = list(items)
    made: dict[Any, list[Redaction]] = {}
    for one in Redaction.objects.filter(item__in=found).order_by("made_at", "id"):
        made.setdefault(one.item_id, []).append(one)
    return [_shown(item, made.get(item.pk, [])) for item in found]


def _shown(item: PackageItem, made: Iterable[Redaction]) -> Shown:
    content, reasons = open_content(item), dict[str, tuple[str, ...]]()
    for one in made:
        words, value = open_words(one), content.get(one.field)
        if value is not None:
            content[one.field] = value.replace(words, MARK) if words else None
        reasons[one.field] = tuple(dict.fromkeys((*reasons.get(one.field, ()), one.reason)))
    return Shown(item, content, reasons)


def _is_empty(package: Package) -> bool:
    rows = PackageItem.objects.filter(package=package).order_by("number")
    return not any(
        value and value.replace(MARK, "").strip()
        for start in range(0, rows.count(), 200)
        for one in shown(rows[start : start + 200])
        for value in one.content.values()
    )


def _open_item(item_id: UUID) -> PackageItem:
    """The item, with its package locked; raises Refused once that is being built."""
    item = PackageItem.objects.select_related("package__request").get(pk=item_id)
    package = Package.objects.select_for_update(no_key=True).get(pk=item.package_id)
    if package.building_at is not None:
        raise Refused(_("The copy is made already."), code="package_built")
    return item
