"""Keeps records out that are past their retention: a comparison of stamps inside the merge."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from integrations.models import PeopleLimit


@dataclass(frozen=True)
class Limits:
    """Moments before which nothing new is written; None where there is no limit.

    Of leads and contacts their stamp counts, of deleted ones when the source deleted them.
    """

    lead: datetime | None = None
    contact: datetime | None = None
    deleted: datetime | None = None


NONE = Limits()
# A column that names a person -> the limit that the person's own record is under, and its table.
_NAMES = {
    "lead_external_id": ("lead", "integrations_lead"),
    "contact_external_id": ("contact", "integrations_contact"),
}


def limits_now() -> Limits:
    """The entered workspace's limits as moments, by one statement."""
    days = dict(PeopleLimit.objects.values_list("kind", "days"))
    now = timezone.now()
    of = {kind: now - timedelta(days=count) for kind, count in days.items()}
    return Limits(
        of.get(PeopleLimit.LEADS), of.get(PeopleLimit.CONTACTS), of.get(PeopleLimit.DELETED)
    )


def before_of(limits: Limits, model: str) -> datetime | None:
    """From when on records of a model are kept."""
    return {"Lead": limits.lead, "Contact": limits.contact}.get(model)


def is_past(limits: Limits, model: str, people: tuple[str, ...], of_source: str) -> str:
    """SQL: whether a row `i` that is not stored (`t`) is past its time; "" where none can be.

    What names a person, a role or a step, is past with the person's record: it is older than the
    limit, and the record is not there. `of_source` says of a row `p` that it is of this source.
    """
    own = before_of(limits, model)
    conditions = [f"i.stamp < {_moment(own)}"] if own else []
    if model in ("Lead", "Contact") and limits.deleted:
        conditions.append(f"i.deleted_at < {_moment(limits.deleted)}")
    for column in people:
        kind, table = _NAMES[column]
        before: datetime | None = getattr(limits, kind)
        if before:
            conditions.append(
                f"(i.stamp < {_moment(before)} AND i.{column} <> '' AND NOT EXISTS ("
                f"SELECT FROM {table} p WHERE {of_source} AND p.external_id = i.{column}))"
            )
    if not conditions:
        return ""
    # A row without a stamp is compared with nothing, and stays.
    return f"(t.external_id IS NULL AND coalesce({' OR '.join(conditions)}, false))"


def _moment(at: datetime) -> str:
    return f"'{at.isoformat()}'::timestamptz"
