"""Filters of a question as JSON: tests of rows and ranges of sums, joined by and, or and not."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api_keys.said import BodySerializer
from analytics.api_shapes import MetricField
from analytics.exploring.leaves import DIMENSIONS, LONGEST_VALUE, MOST_VALUES, test_of
from analytics.queries.where import (
    MOST_TESTS,
    Clause,
    Compare,
    Every,
    Not,
    Operator,
    Range,
    Some,
    leaves_of,
)

DEEPEST = 8
DIMENSION_KEYS = tuple(one.value for one in DIMENSIONS)
# Money in micros; nothing that is counted comes near it.
_LARGEST = 10**18
_TESTS = {"is": Operator.IS, "contains": Operator.CONTAINS, "starts_with": Operator.STARTS}


class _TreeSerializer(BodySerializer):
    """Exactly one of and, or, not, or a leaf; `validate` makes the clause of it."""

    leaf_words: tuple[str, ...] = ()

    def get_fields(self) -> dict[str, Any]:
        """These are words of Python, so they cannot stand in a class; each holds trees again."""
        more: dict[str, Any] = {"required": False, "max_length": MOST_TESTS, "min_length": 1}
        kind = type(self)
        every = kind(many=True, help_text="All of these.", **more)
        some = kind(many=True, help_text="Any of these.", **more)
        contrary = kind(required=False, help_text="The contrary.")
        return {"and": every, "or": some, "not": contrary, **super().get_fields()}

    def validate(self, data: dict[str, Any]) -> Clause:
        """The clause; raises ValidationError for none or several at once."""
        joined = [word for word in ("and", "or", "not") if word in data]
        has_leaf = any(word in data for word in self.leaf_words)
        if len(joined) + has_leaf != 1:
            words = ", ".join(("and", "or", "not", self.leaf_words[0]))
            raise serializers.ValidationError(
                _("Give exactly one of these at each place: %(words)s.") % {"words": words}
            )
        if has_leaf:
            return self.leaf_of(data)
        if joined == ["not"]:
            return Not(data["not"])
        return (Every if joined == ["and"] else Some)(tuple(data[joined[0]]))

    def leaf_of(self, data: dict[str, Any]) -> Clause:
        """The test or the range."""
        raise NotImplementedError


def _values_field() -> serializers.ListField:
    value = serializers.CharField(max_length=LONGEST_VALUE, allow_blank=True, trim_whitespace=False)
    return serializers.ListField(child=value, min_length=1, max_length=MOST_VALUES, required=False)


class WhereSerializer(_TreeSerializer):
    """Which rows count: a dimension with `is`, `contains` or `starts_with`, or trees of such.

    Several values mean any of them. `is` takes the key of a part, or its exact name.
    """

    leaf_words = ("dimension", *_TESTS)

    dimension = serializers.ChoiceField(choices=DIMENSION_KEYS, required=False)

    def get_fields(self) -> dict[str, Any]:
        """`is` is a word of Python, too."""
        lists = {word: _values_field() for word in _TESTS}
        return {**super().get_fields(), **lists}

    def leaf_of(self, data: dict[str, Any]) -> Clause:
        """One test."""
        words = [word for word in _TESTS if word in data]
        if "dimension" not in data or len(words) != 1:
            raise serializers.ValidationError(
                _("A test has a dimension, and one of is, contains and starts_with.")
            )
        found = test_of(data["dimension"], _TESTS[words[0]], tuple(data[words[0]]))
        if isinstance(found, str):
            raise serializers.ValidationError(found)
        return found


class HavingSerializer(_TreeSerializer):
    """Which sums are shown: a metric compared with a number, or trees of such."""

    leaf_words = ("metric", "compare", "number")

    metric = MetricField(required=False)
    compare = serializers.ChoiceField(choices=[one.value for one in Compare], required=False)
    number = serializers.FloatField(
        required=False,
        min_value=-_LARGEST,
        max_value=_LARGEST,
        help_text="As answers have it: money in micros, rates as shares of one.",
    )

    def leaf_of(self, data: dict[str, Any]) -> Clause:
        """One range."""
        if any(word not in data for word in self.leaf_words):
            raise serializers.ValidationError(_("A range has a metric, a compare and a number."))
        return Range(data["metric"], Compare(data["compare"]), Decimal(str(data["number"])))


def refuse_deep(tree: Any) -> None:
    """Raise ValidationError for a tree that is too deep to be read, before anybody reads it."""
    level: list[Any] = [tree]
    for _depth in range(DEEPEST):
        level = [part for one in level if isinstance(one, dict) for part in _parts(one)]
        if not any(isinstance(one, dict) for one in level):
            return
    text = _("Trees are at most %(count)d deep.") % {"count": DEEPEST}
    raise serializers.ValidationError(text)


def _parts(tree: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for word in ("and", "or", "not"):
        inner = tree.get(word)
        found += inner if isinstance(inner, list) else [inner]
    return found


def refuse_long(clause: Clause | None) -> None:
    """Raise ValidationError for more conditions than a question may have."""
    if sum(1 for _leaf in leaves_of(clause)) > MOST_TESTS:
        raise serializers.ValidationError(
            _("At most %(count)d conditions.") % {"count": MOST_TESTS}
        )
