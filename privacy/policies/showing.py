"""Writes down that a person with a login was shown a version, and tells what is still unseen."""

from typing import Any
from uuid import UUID

from privacy.models import PolicyKind, PolicyShown, PolicyVersion, ShownBy
from privacy.policies.addresses import reader_locale
from privacy.policies.reading import in_force, version
from privacy.policies.waiting import coming_number

# The sign-up form's field that says which version stood on the page.
FIELD = "policy_version"


def note_shown(user_id: UUID, row: PolicyVersion, shown_by: ShownBy) -> None:
    """Once for a person, a version and a way; the first time counts."""
    PolicyShown.objects.bulk_create(
        [PolicyShown(user_id=user_id, version=row, shown_by=shown_by)], ignore_conflicts=True
    )


def shown_to(user_id: UUID) -> list[PolicyShown]:
    """Every version that a person was shown, each time that a way was new, the latest first."""
    rows = PolicyShown.objects.filter(user_id=user_id).select_related("version")
    return list(rows.defer("version__body", "version__facts").order_by("-shown_at"))


def note_signed_up(request: Any, user: Any, **kwargs: Any) -> None:
    """The version that the page named to who signed up there; no consent is asked for or kept."""
    named = request.POST.get(FIELD, "") if request else ""
    row = None
    if named.isdecimal():
        row = PolicyVersion.objects.filter(kind=PolicyKind.PRIVACY, pk=int(named)).first()
    row = row or in_force(PolicyKind.PRIVACY, reader_locale())
    if row is not None:
        note_shown(user.pk, row, ShownBy.SIGN_UP)


def unseen_version(user_id: UUID, locale: str) -> PolicyVersion | None:
    """The coming privacy policy, until this person has opened it."""
    number = coming_number()
    if number is None:
        return None
    seen = PolicyShown.objects.filter(
        user_id=user_id,
        shown_by=ShownBy.PAGE,
        version__kind=PolicyKind.PRIVACY,
        version__number=number,
    )
    return None if seen.exists() else version(PolicyKind.PRIVACY, locale, number)
