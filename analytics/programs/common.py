"""What the addresses of this room have in common: their scopes, words that are checked, parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.api_keys.view import WorkspaceAPIView
from accounts.national_numbers import without_number
from accounts.permissions import Permission
from analytics.queries import BadQuery, Period

Shape = serializers.Serializer[Any]


class NumbersView(WorkspaceAPIView):
    """Whoever may see numbers reads; whoever may define them changes."""

    permission: ClassVar[Permission | None] = Permission.VIEW_NUMBERS
    write_permission: ClassVar[Permission | None] = Permission.DEFINE_NUMBERS


class DayField(serializers.DateField):
    """A day that people mean: calendars are not reckoned before 2000 or after 2100."""

    def to_internal_value(self, value: Any) -> date:
        """The day; raises ValidationError."""
        day: date = super().to_internal_value(value)
        if not 2000 <= day.year <= 2100:
            raise serializers.ValidationError(_("Days lie between the years 2000 and 2100."))
        return day


def read(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """A body, checked; raises ValidationError."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def line_field(longest: int, **options: Any) -> serializers.CharField:
    """A line that people read: no CPR number, and nothing but a line."""
    return serializers.CharField(max_length=longest, validators=[without_number], **options)


def several(shape: Any, most: int, **options: Any) -> Any:
    """So many of a shape at most."""
    return shape(many=True, max_length=most, **options)


def period_shown(period: Period) -> dict[str, Any]:
    """As PeriodSerializer describes it."""
    return {"from": period.first_on, "to": period.last_on}


def day_of(text: str | None) -> Any:
    """A day of a JSON column."""
    return parse_date(text) if text else None


@contextmanager
def wrong_by_field(**places: str) -> Iterator[None]:
    """Say what cannot be asked by the field of the body; `places` says in which part it stands."""
    try:
        yield
    except BadQuery as bad:
        errors: Any = [bad.message]
        path = [*bad.field.split(".")]
        if bad.field in places:
            path.insert(0, places[bad.field])
        for name in reversed(path):
            errors = {name: errors}
        raise serializers.ValidationError(errors) from bad
