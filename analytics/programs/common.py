"""What the addresses of this room have in common: their scopes, words that are checked, parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.utils.dateparse import parse_date
from rest_framework import serializers
from rest_framework.request import Request

from accounts.api_keys.view import WorkspaceAPIView
from accounts.national_numbers import without_number
from accounts.permissions import Permission
from analytics.queries import BadQuery

Shape = serializers.Serializer[Any]


class NumbersView(WorkspaceAPIView):
    """Whoever may see numbers reads; whoever may define them changes."""

    permission: ClassVar[Permission | None] = Permission.VIEW_NUMBERS
    write_permission: ClassVar[Permission | None] = Permission.DEFINE_NUMBERS


def read(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """A body, checked; raises ValidationError."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def line_field(longest: int, **options: Any) -> serializers.CharField:
    """A line that people read: no CPR number, and nothing but a line."""
    return serializers.CharField(max_length=longest, validators=[without_number], **options)


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
