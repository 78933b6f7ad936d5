"""What was announced and does not count yet: nothing may be read for its new purposes before.

Asked of the database once a process: another map comes with other code, and that with another one.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise

from django.utils import timezone

from privacy.models import PolicyKind, PolicyVersion
from privacy.policies.publishing import changed_columns
from privacy.records import LANGUAGES

_NONE: frozenset[str] = frozenset()


def waiting_purposes(column: str) -> frozenset[str]:
    """The new purpose of "app.model.column" while its day has not come; else nothing."""
    found = _announced_columns().get(column)
    if found is None or timezone.localdate() >= found[1]:
        return _NONE
    return frozenset((found[0],))


def coming_number() -> int | None:
    """The privacy policy that people are told of before it counts; None without one."""
    today = timezone.localdate()
    return max((number for number, day in _announced().items() if day > today), default=None)


@cache
def _announced() -> Mapping[int, date]:
    rows = PolicyVersion.objects.filter(
        kind=PolicyKind.PRIVACY,
        locale=LANGUAGES[0],
        is_material=True,
        effective_on__gt=timezone.localdate(),
    )
    return dict(rows.values_list("number", "effective_on"))


@cache
def _announced_columns() -> Mapping[str, tuple[str, date]]:
    announced = _announced()
    if not announced:
        return {}
    rows = PolicyVersion.objects.filter(kind=PolicyKind.PRIVACY, locale=LANGUAGES[0])
    known = rows.filter(number__gte=min(announced) - 1).order_by("number")
    return {
        column: (purpose, after.effective_on)
        for before, after in pairwise(known)
        if after.number in announced
        for column, purpose in changed_columns(before.facts, after.facts).items()
    }
