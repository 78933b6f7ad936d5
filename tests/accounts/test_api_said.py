"""A program's words are taken as they are, or not at all."""

from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.api_keys.said import BodySerializer, QuerySerializer, WholeNumberField


class Part(BodySerializer):
    """A part of the body."""

    name = serializers.CharField()


class Body(BodySerializer):
    """One field of each kind."""

    text = serializers.CharField(required=False, allow_null=True)
    id = serializers.UUIDField(required=False)
    choice = serializers.ChoiceField(choices=["1", "true"], required=False)
    truth = serializers.BooleanField(required=False)
    number = serializers.IntegerField(required=False)
    texts = serializers.ListField(child=serializers.CharField(), required=False)
    lists = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    parts = Part(many=True, required=False)


class Page(QuerySerializer):
    """Where a page begins."""

    before = WholeNumberField(required=False)


RIGHT: dict[str, Any] = {
    "text": "5",
    "id": "01a21e7f-b1f6-75b6-a3d6-d2e36659ed3b",
    "choice": "1",
    "truth": True,
    "number": 1,
    "texts": ["a"],
    "lists": {"a": ["b"]},
    "parts": [{"name": "a"}],
}
WRONG: list[tuple[str, Any, str]] = [
    ("text", 5, "a text"),
    ("text", True, "a text"),
    ("id", 12, "a text"),
    ("choice", 1, "a text"),
    ("choice", True, "a text"),
    ("truth", "true", "true or false"),
    ("truth", 1, "true or false"),
    ("number", "1", "a whole number"),
    ("number", True, "a whole number"),
    ("texts", {"a": "b"}, "a list: a text"),
    ("texts", ["a", 1], "a list: a text"),
    ("lists", {"a": [1]}, "an object: a list: a text"),
    ("parts", {"name": "a"}, "a list: an object"),
]


def test_what_is_of_the_right_type_is_taken() -> None:
    shape = Body(data=RIGHT)
    assert shape.is_valid(), shape.errors
    assert Body(data={"text": None}).is_valid(), "null is for the field itself to judge"


@pytest.mark.parametrize(("field", "value", "type_"), WRONG)
def test_what_could_be_bent_into_the_type_is_refused(field: str, value: Any, type_: str) -> None:
    shape = Body(data={**RIGHT, field: value})
    assert not shape.is_valid()
    assert dict(shape.errors) == {field: [f"This has to be {type_}."]}


def test_a_part_of_the_body_is_as_strict() -> None:
    shape = Body(data={"parts": [{"name": 5}]})
    assert not shape.is_valid()
    assert set(shape.errors) == {"parts"}


def read(query: str) -> dict[str, Any]:
    return Page.read(Request(APIRequestFactory().get(f"/?{query}")))


def test_an_address_gives_its_numbers_by_plain_digits() -> None:
    assert read("") == {}
    assert read("before=12") == {"before": 12}


def test_a_name_that_is_not_known_is_refused() -> None:
    with pytest.raises(serializers.ValidationError) as raised:
        read("before=12&other=1")
    assert set(raised.value.get_full_details()) == {"other"}


BENT = ("-1", "+1", "1_0", "%201", "1.0", "1&before=1", "1000000000", "%EF%BC%91", "null")


@pytest.mark.parametrize("number", ["", *BENT])
def test_anything_else_in_an_address_is_refused(number: str) -> None:
    with pytest.raises(serializers.ValidationError) as raised:
        read(f"before={number}")
    assert set(raised.value.get_full_details()) == {"before"}
