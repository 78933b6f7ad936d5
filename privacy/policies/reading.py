"""Reads of published texts: the one in force, the one that comes, and that of any past day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from privacy.models import PolicyVersion
from privacy.policies.outline import Heading, outline_of


@dataclass(frozen=True)
class Page:
    """A version to be read, with its table of contents and its place among the others.

    `next_row` is a version that is announced and does not count yet.
    """

    row: PolicyVersion
    outline: tuple[Heading, ...]
    versions: tuple[PolicyVersion, ...]
    next_row: PolicyVersion | None
    is_in_force: bool

    @property
    def is_past(self) -> bool:
        """Whether another version has taken its place."""
        return not self.is_in_force and self.row.effective_on <= timezone.localdate()


def in_force(kind: str, locale: str, on: date | None = None) -> PolicyVersion | None:
    """The version that counts on a day, today if none is given; None before the first."""
    day = on or timezone.localdate()
    return _rows(kind, locale).filter(effective_on__lte=day).order_by("-number").first()


def shown_on(kind: str, locale: str, on: date) -> PolicyVersion | None:
    """What stood at the text's address on a day: in force then, and published by then."""
    there = _rows(kind, locale).filter(published_at__date__lte=on, effective_on__lte=on)
    return there.order_by("-number").first()


def version(kind: str, locale: str, number: int) -> PolicyVersion | None:
    """One version by its number."""
    return _rows(kind, locale).filter(number=number).first()


def newest(kind: str, locale: str) -> PolicyVersion | None:
    """The one with the highest number, whether or not it counts yet."""
    return _rows(kind, locale).order_by("-number").first()


def page_of(row: PolicyVersion) -> Page:
    """A version as it is read."""
    today = timezone.localdate()
    known = tuple(_rows(row.kind, row.locale).defer("body", "facts").order_by("-number"))
    standing = next((one for one in known if one.effective_on <= today), None)
    coming = [one for one in known if one.effective_on > today]
    return Page(
        row=row,
        outline=outline_of(row.body),
        versions=known,
        next_row=coming[0] if coming else None,
        is_in_force=standing is not None and standing.pk == row.pk,
    )


def _rows(kind: str, locale: str) -> "QuerySet[PolicyVersion]":
    return PolicyVersion.objects.filter(kind=kind, locale=locale)
