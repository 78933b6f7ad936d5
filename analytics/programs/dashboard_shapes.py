"""The bodies in which programs say how a dashboard is to be, and the layouts that come of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer
from accounts.api_keys.said import BodySerializer
from accounts.models import Role, Workspace
from accounts.national_numbers import without_number
from analytics.dashboards.beginnings import BEGINNINGS
from analytics.dashboards.layout import (
    COLUMNS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LOWEST,
    MOST_TILES,
    SIZES,
    TALLEST,
    Layout,
    Tile,
    TileKind,
    new_id,
)
from analytics.dashboards.reading import ALWAYS
from analytics.dashboards.settling import placed_last
from analytics.exploring.language import LONGEST, NoFilter, filter_of
from analytics.models.dashboards import LONGEST_NAME
from analytics.models.reports import LONGEST_QUESTION
from analytics.programs.common import Shape, line_field, several
from analytics.programs.saved_reports import address_of

KINDS = [one.value for one in TileKind]
SHARED_WITH = [one.value for one in Role if one not in ALWAYS]
_LONGEST_DAYS = 200
_WORDS = ("title", "question", "text", "days")


class NewTileSerializer(BodySerializer):
    """A tile. Without a place it stands beneath those before it, as large as its kind mostly is."""

    id = serializers.RegexField(
        r"\A[0-9A-Za-z]{1,40}\Z",
        required=False,
        help_text="Letters and digits. Keep a tile's own, so that what names it goes on.",
    )
    kind = serializers.ChoiceField(choices=KINDS)
    title = line_field(LONGEST_TITLE, required=False, allow_blank=True)
    question = serializers.CharField(
        max_length=LONGEST_QUESTION,
        required=False,
        allow_blank=True,
        help_text="What follows the question mark of the explorer's address, without days.",
    )
    text = serializers.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        allow_blank=True,
        validators=[without_number],
        help_text="The words of a text; without names of people.",
    )
    x = serializers.IntegerField(required=False, min_value=0, max_value=COLUMNS - 1)
    y = serializers.IntegerField(required=False, min_value=0, max_value=LOWEST)
    w = serializers.IntegerField(required=False, min_value=1, max_value=COLUMNS)
    h = serializers.IntegerField(required=False, min_value=1, max_value=TALLEST)
    days = serializers.CharField(
        max_length=_LONGEST_DAYS,
        required=False,
        allow_blank=True,
        help_text="Days of its own, such as `range=90d`; they hold whatever the board says.",
    )


class LayoutBodySerializer(BodySerializer):
    """How a board is set. Of a change, what is not said stays; tiles are said all together."""

    tiles = several(NewTileSerializer, MOST_TILES, required=False)
    days = serializers.CharField(
        max_length=_LONGEST_DAYS,
        required=False,
        allow_blank=True,
        help_text="For all tiles, such as `range=30d&compare=previous`.",
    )
    where = serializers.CharField(
        max_length=LONGEST,
        required=False,
        allow_blank=True,
        help_text="A filter for all tiles, in the explorer's language.",
    )


class ChangedDashboardSerializer(BodySerializer):
    """What a board is called, who sees it, and how it is set; what is not said stays."""

    name = line_field(LONGEST_NAME, required=False, help_text="Without names of people.")
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=SHARED_WITH),
        required=False,
        max_length=len(SHARED_WITH),
        help_text="With whom it is shared; owners and admins see every one.",
    )
    layout = LayoutBodySerializer(required=False)
    version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2_000_000_000,
        help_text="That you read: where another counts by now, nothing is changed (409).",
    )


class NewDashboardSerializer(BodySerializer):
    """A board: set as you say, as a template says, or empty."""

    name = line_field(LONGEST_NAME, help_text="Without names of people.")
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=SHARED_WITH),
        required=False,
        max_length=len(SHARED_WITH),
        help_text="With whom it is shared; nobody but owners and admins unless said.",
    )
    layout = LayoutBodySerializer(required=False)
    beginning = serializers.ChoiceField(
        choices=list(BEGINNINGS), required=False, help_text="A template, instead of a layout."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either, not both."""
        if "layout" in attrs and "beginning" in attrs:
            text = _("Say a layout or a template to begin with, not both.")
            raise serializers.ValidationError({"beginning": [text]})
        return attrs


class DashboardCopySerializer(BodySerializer):
    """What a copy is called."""

    name = line_field(LONGEST_NAME, required=False, help_text="“Copy of …” unless said.")


class DashboardRestoreSerializer(BodySerializer):
    """Upon which version something is restored."""

    version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2_000_000_000,
        help_text="That you read: where another counts by now, nothing is changed (409).",
    )


class DashboardVersionSerializer(Shape):
    """Who set a board, and when."""

    number = serializers.IntegerField()
    tiles = serializers.IntegerField(help_text="How many.")
    restored = serializers.IntegerField(
        allow_null=True, help_text="The version as which it was set again."
    )
    made_at = serializers.DateTimeField()
    made_by_id = serializers.UUIDField(allow_null=True)


class DashboardVersionsSerializer(NextSerializer):
    """All versions, the newest first."""

    versions = DashboardVersionSerializer(many=True)


def layout_asked(said: Mapping[str, Any], upon: Layout, workspace: Workspace) -> Layout:
    """The layout that a body asks for; raises ValidationError by what is not understood."""
    days, where = said.get("days", upon.days), said.get("where", upon.where)
    _check_days(days, workspace)
    try:
        filter_of(where)
    except NoFilter as wrong:
        raise serializers.ValidationError({"layout": {"where": [str(wrong)]}}) from wrong
    if "tiles" not in said:
        return Layout(upon.tiles, days, where)
    _check_tiles(said["tiles"], workspace)
    tiles: tuple[Tile, ...] = ()
    for one in said["tiles"]:
        tiles = _with_tile(tiles, one)
    return Layout(tiles, days, where)


def _with_tile(tiles: tuple[Tile, ...], said: Mapping[str, Any]) -> tuple[Tile, ...]:
    """Those before it with one more, at its own place or beneath them."""
    kind = TileKind(said["kind"])
    wide, high = SIZES[kind]
    words = {name: said.get(name, "") for name in _WORDS}
    tile = Tile(
        said.get("id") or new_id(),
        kind,
        **words,
        x=said.get("x", 0),
        y=said.get("y", 0),
        w=said.get("w", wide),
        h=said.get("h", high),
    )
    if "x" in said or "y" in said:
        return (*tiles, tile)
    return placed_last(tiles, tile)


def _check_tiles(tiles: Any, workspace: Workspace) -> None:
    wrong = {
        str(place): found for place, one in enumerate(tiles) if (found := _wrong_in(one, workspace))
    }
    if wrong:
        raise serializers.ValidationError({"layout": {"tiles": wrong}})


def _wrong_in(said: Mapping[str, Any], workspace: Workspace) -> dict[str, list[str]]:
    """What of a tile is not understood, by its field."""
    if said["kind"] == TileKind.TEXT:
        return {}
    wrong: dict[str, list[str]] = {}
    address = address_of(said.get("question", ""), workspace)
    if found := [*address.troubles, *filter(None, [address.unfit])]:
        wrong["question"] = found
    if found := list(address_of(said.get("days", ""), workspace).troubles):
        wrong["days"] = found
    wide = said.get("w", SIZES[TileKind(said["kind"])][0])
    if said.get("x", 0) + wide > COLUMNS:
        wrong["x"] = [_("Column and width together are at most %(most)d.") % {"most": COLUMNS}]
    return wrong


def _check_days(days: str, workspace: Workspace) -> None:
    if found := list(address_of(days, workspace).troubles):
        raise serializers.ValidationError({"layout": {"days": found}})
