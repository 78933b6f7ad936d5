"""What programs say, in bodies and in addresses: a value of another type is refused, never bent."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request

_BOUND = 999_999_999


class BodySerializer(serializers.Serializer[Any]):
    """A JSON body. DRF takes 1 for true and 5 for "5"; the document says otherwise, so do we."""

    def to_internal_value(self, data: Any) -> Any:
        """As DRF's, after a look at the types; raises ValidationError by field."""
        if isinstance(data, Mapping):
            wrong = {
                name: [_("This has to be %(type)s.") % {"type": _type_of(field)}]
                for name, field in self.fields.items()
                if name in data and not _is_of_type(field, data[name])
            }
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


class WholeNumberField(serializers.IntegerField):
    """A number in an address, by its plain digits: no sign, space or line between them."""

    def __init__(self, *, least: int = 0, most: int = _BOUND, **options: Any) -> None:
        super().__init__(min_value=least, max_value=most, **options)

    def to_internal_value(self, data: Any) -> int:
        """The number; 1_000 is none, though Python reads it."""
        if not isinstance(data, str) or not (data.isascii() and data.isdigit()):
            self.fail("invalid")
        return super().to_internal_value(data)


class QuerySerializer(serializers.Serializer[Any]):
    """What follows the question mark of an address."""

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """The values, checked; a name that is not known or stands twice is refused with 400."""
        query = request.query_params
        refuse_unknown(query, cls().fields)
        twice = [name for name in query if len(query.getlist(name)) > 1]
        if twice:
            raise serializers.ValidationError({name: [_("Give this once.")] for name in twice})
        shape = cls(data=query.dict())
        shape.is_valid(raise_exception=True)
        return dict(shape.validated_data)


def refuse_unknown(query: Iterable[str], known: Container[str] = ()) -> None:
    """A misspelt name would be a filter that does not filter; raises ValidationError."""
    unknown = [name for name in query if name not in known]
    if unknown:
        raise serializers.ValidationError(
            {name: [_("There is no such parameter here.")] for name in unknown}
        )


class DryRunQuerySerializer(QuerySerializer):
    """A step that can be tried by its address, whatever the body."""

    dry_run = serializers.ChoiceField(
        choices=["true", "false"], required=False, help_text="As in the body, which it outweighs."
    )


_TYPES: tuple[tuple[type[Any], type[Any], Promise], ...] = (
    (serializers.ListField, list, gettext_lazy("a list")),
    (serializers.ListSerializer, list, gettext_lazy("a list")),
    (serializers.DictField, dict, gettext_lazy("an object")),
    (serializers.BaseSerializer, dict, gettext_lazy("an object")),
    (serializers.BooleanField, bool, gettext_lazy("true or false")),
    (serializers.IntegerField, int, gettext_lazy("a whole number")),
    (serializers.FloatField, float, gettext_lazy("a number")),
)


def _known(field: Any) -> tuple[type[Any], Promise]:
    found = [(type_, name) for shape, type_, name in _TYPES if isinstance(field, shape)]
    return found[0] if found else (str, gettext_lazy("a text"))


def _type_of(field: Any) -> str:
    name = str(_known(field)[1])
    child = getattr(field, "child", None)
    return name if child is None else f"{name}: {_type_of(child)}"


def _is_of_type(field: Any, value: Any) -> bool:
    if value is None:
        return True  # Whether there may be nothing is the field's own to say.
    type_ = _known(field)[0]
    if type_ is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, type_) or (type_ is int and isinstance(value, bool)):
        return False
    child = getattr(field, "child", None)
    if child is None:
        return True
    parts = value.values() if isinstance(value, dict) else value
    return all(_is_of_type(child, part) for part in parts)
