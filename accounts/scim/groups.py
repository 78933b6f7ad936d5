"""The directory's groups and who is in them; roles follow each change at once."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import ScimGroup, ScimMember
from accounts.scim.errors import NO_VALUE, TAKEN, ScimError, not_found
from accounts.scim.people import people
from accounts.scim.reading import Flat, Operation, flattened, operations, text
from accounts.scim.roles import following
from accounts.scim.standing import require_room_for_more
from accounts.tenancy import require_workspace_id

_MOST_MEMBERS = 10_000


def make_group(body: Mapping[str, Any]) -> ScimGroup:
    """A group with whoever is in it; raises ScimError for a name that there is."""
    require_room_for_more()
    flat = flattened(body)
    group = ScimGroup(display_name=_name(flat), external_id=text(flat, "externalid", 255) or "")
    wanted = _people_in(flat.get("members"))
    with following(wanted):
        group.save(force_insert=True)
        _add(group, wanted)
    record("directory_group.made", group, count=len(wanted))
    return group


def replace_group(group_id: UUID, body: Mapping[str, Any]) -> ScimGroup:
    """The whole of it anew; without `members` nobody is in it any more."""
    group, flat = find_group(group_id), flattened(body)
    wanted = _people_in(flat.get("members"))
    with following({*_members(group), *wanted}):
        _rename(group, flat)
        ScimMember.objects.filter(group=group).exclude(user_id__in=wanted).delete()
        _add(group, wanted)
    return _changed(group)


def patch_group(group_id: UUID, body: Mapping[str, Any]) -> ScimGroup:
    """Members come and go, or it is called otherwise; step by step, all or nothing."""
    group, steps = find_group(group_id), list(operations(body))
    named = {one for step in steps for one in _ids(_flat(step).get("members"))}
    with following({*_members(group), *named}):
        for step in steps:
            _take_step(group, step)
    return _changed(group)


def delete_group(group_id: UUID) -> None:
    """It is gone, and the role that it gave with it."""
    group = find_group(group_id)
    with following(_members(group)):
        ScimMember.objects.filter(group=group).delete()
        group_count = ScimGroup.objects.filter(pk=group.pk).delete()[0]
    record("directory_group.removed", group, count=group_count)


def find_group(group_id: UUID) -> ScimGroup:
    """One of the entered workspace; raises ScimError for any other."""
    group = ScimGroup.objects.filter(pk=group_id).first()
    if group is None:
        raise not_found()
    return group


def members_of(groups: Iterable[ScimGroup]) -> dict[UUID, list[tuple[UUID, str]]]:
    """{group: (id, name) of whoever is in it} in one statement."""
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = ScimMember.objects.filter(group_id__in=[group.pk for group in groups])
    named = rows.order_by("user_id").values_list("group_id", "user_id", "user__name")
    for group_id, user_id, name in named:
        found.setdefault(group_id, []).append((user_id, name))
    return found


def _take_step(group: ScimGroup, step: Operation) -> None:
    flat, rows = _flat(step), ScimMember.objects.filter(group=group)
    if step.op == "remove":
        if step.path == "members":
            (rows.filter(user_id__in=_ids(step.value)) if step.value else rows).delete()
        return
    _rename(group, flat)
    if "members" not in flat:
        return
    wanted = _people_in(flat["members"])
    if step.op == "replace":
        rows.exclude(user_id__in=wanted).delete()
    _add(group, wanted)


def _flat(step: Operation) -> Flat:
    """What one step says; a member may stand there alone, without a list around it."""
    if step.path == "members":
        return {"members": step.value}
    return flattened({step.path: step.value} if step.path else step.value)


def _rename(group: ScimGroup, flat: Flat) -> None:
    if "displayname" in flat and flat["displayname"] != group.display_name:
        group.display_name = _name(flat, but=group)
    if "externalid" in flat:
        group.external_id = text(flat, "externalid", 255) or ""
    group.changed_at = timezone.now()
    group.save()


def _name(flat: Flat, but: ScimGroup | None = None) -> str:
    name = text(flat, "displayname", 200)
    if not name:
        raise ScimError(_("A group needs a displayName."), kind=NO_VALUE)
    others = ScimGroup.objects.filter(display_name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise ScimError(
            _("There is a group %(name)s already.") % {"name": name}, status=409, kind=TAKEN
        )
    return name


def _members(group: ScimGroup) -> set[UUID]:
    return set(ScimMember.objects.filter(group=group).values_list("user_id", flat=True))


def _people_in(members: Any) -> set[UUID]:
    """Those whom a value names, all of them people that the directory may see."""
    wanted = _ids(members)
    unknown = wanted - set(people().filter(pk__in=wanted).values_list("pk", flat=True))
    if unknown:
        raise ScimError(_("There is no person %(id)s here.") % {"id": min(unknown)}, kind=NO_VALUE)
    if wanted:
        require_room_for_more()
    return wanted


def _ids(members: Any) -> set[UUID]:
    rows = [members] if isinstance(members, dict) else members or []
    if not isinstance(rows, list) or len(rows) > _MOST_MEMBERS:
        raise ScimError("members is a list.", kind=NO_VALUE)
    try:
        return {UUID(str(row["value"])) for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise ScimError("A member is named by the id of a person.", kind=NO_VALUE) from error


def _add(group: ScimGroup, wanted: set[UUID]) -> None:
    new = wanted - _members(group)
    place = require_workspace_id()
    ScimMember.objects.bulk_create(
        ScimMember(workspace_id=place, group=group, user_id=one) for one in new
    )


def _changed(group: ScimGroup) -> ScimGroup:
    record("directory_group.changed", group, count=len(_members(group)))
    return group
