"""The panel in which a tile is changed: how it is shown, its days, and the explorer's own form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.address import CUSTOM
from analytics.dashboards.forms import kind_field, title_field
from analytics.dashboards.layout import Tile, TileKind, clean_question
from analytics.exploring.address import ExploreAddress, read_explore
from analytics.exploring.builder import Asked, read_form
from analytics.exploring.page import controls
from analytics.exploring.words import names_in
from analytics.metrics import CATALOGUE
from analytics.pages.filters import comparison_choices, span_choices
from analytics.queries.periods import Calendar
from analytics.queries.question import LONGEST_DAYS

_DATE = {"type": "date"}


@dataclass(frozen=True)
class Today:
    """By what days are read: the day that it is, fiscal years, and on which day weeks begin."""

    on: date
    fiscal: Calendar | None
    week_start: str

    def explore(self, query: str) -> ExploreAddress:
        """The explorer's state of a question."""
        return read_explore(QueryDict(query), self.on, self.fiscal, self.week_start)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"])


class SettingsForm(forms.Form):
    """What of a tile is no question: its title, how it is shown, and days of its own."""

    title = title_field()
    kind = kind_field()
    span = forms.ChoiceField(
        label=gettext_lazy("Days"),
        required=False,
        help_text=gettext_lazy("Days of its own stay when the dashboard’s are changed."),
    )
    first = _day(gettext_lazy("First day"))
    last = _day(gettext_lazy("Last day"))
    compare = forms.ChoiceField(label=gettext_lazy("Compare with"), required=False)

    def __init__(self, *args: Any, today: Today, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_board = ("", _("As the dashboard"))
        span: Any = self.fields["span"]
        span.choices = [
            as_board,
            *span_choices(today.fiscal, today.on),
            (CUSTOM, _("From a day to a day")),
        ]
        compare: Any = self.fields["compare"]
        compare.choices = [as_board, *comparison_choices()]

    def clean(self) -> dict[str, Any]:
        """Days of one's own choice are both there, and in their order."""
        data = super().clean() or {}
        if data.get("span") != CUSTOM:
            return data
        for name in ("first", "last"):
            if not data.get(name) and not self.errors.get(name):
                self.add_error(name, _("Choose a day."))
        first, last = data.get("first"), data.get("last")
        if first and last and first > last:
            self.add_error("last", _("It comes before the first day."))
        elif first and last and (last - first).days >= LONGEST_DAYS:
            self.add_error("last", _("At most %(count)d days.") % {"count": LONGEST_DAYS})
        return data

    def days(self) -> str:
        """The tile's own words of days; empty where it has none."""
        data, words = self.cleaned_data, QueryDict(mutable=True)
        if data.get("span") == CUSTOM and data.get("first") and data.get("last"):
            words["from"], words["to"] = data["first"].isoformat(), data["last"].isoformat()
        elif data.get("span"):
            words["range"] = data["span"]
        if data.get("compare"):
            words["compare"] = data["compare"]
        return words.urlencode()


@dataclass(frozen=True)
class Panel:
    """A panel as it is filled in, the tile that it makes, and what is wrong with which part."""

    tile: Tile
    form: SettingsForm
    address: ExploreAddress
    asked: Asked | None = None
    metrics_error: str = ""
    split_error: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it may not be kept as it is."""
        wrong = self.metrics_error or self.split_error or self.address.troubles
        return bool(wrong) or not self.form.is_valid() or bool(self.asked and self.asked.is_wrong)

    def context(self) -> dict[str, Any]:
        """What analytics/dashboards/_panel.html shows of it."""
        parts = controls(self.address, names_in(self.address.where), self.asked)
        return {
            **parts,
            "tile": self.tile,
            "form": self.form,
            "address": self.address,
            "troubles": self.address.troubles if self.asked else (),
            "chosen": ", ".join(str(CATALOGUE[key].label) for key in self.address.metrics),
            "gone": () if self.asked else self.address.troubles,
            "metrics_error": self.metrics_error,
            "split_error": self.split_error,
        }


def panel_of(tile: Tile, today: Today) -> Panel:
    """The panel of a tile as it stands."""
    days = QueryDict(tile.days)
    initial = {
        "title": tile.title,
        "kind": tile.kind.value,
        "span": CUSTOM if "from" in days else days.get("range", ""),
        "first": days.get("from"),
        "last": days.get("to"),
        "compare": days.get("compare", ""),
    }
    form = SettingsForm(initial=initial, today=today, auto_id="tile-%s")
    return Panel(tile, form, today.explore(tile.question))


def read_panel(given: QueryDict, tile: Tile, today: Today) -> Panel:
    """A filled-in panel; what of it is right makes the tile, as far as that can be."""
    form = SettingsForm(given, today=today, auto_id="tile-%s")
    form.is_valid()
    asked = read_form(given, today.explore(_sort(given, tile)))
    question = clean_question(asked.query)
    address = today.explore(question)
    kind = TileKind(form.cleaned_data.get("kind") or tile.kind)
    made = replace(
        tile,
        kind=kind,
        title=form.cleaned_data.get("title", tile.title),
        question=question,
        days=form.days(),
    )
    metrics = given.getlist("metric")
    return Panel(
        made,
        form,
        address,
        asked,
        _metrics_error(kind, metrics),
        _split_error(kind, address) if metrics else "",
    )


def _sort(given: QueryDict, tile: Tile) -> str:
    """The order of its rows, which no field asks for, where it still is one."""
    sort = QueryDict(tile.question).get("sort", "")
    words = QueryDict(mutable=True)
    if sort.removeprefix("-") in ("name", *given.getlist("metric")):
        words["metrics"], words["sort"] = ",".join(given.getlist("metric")), sort
    return words.urlencode()


def _metrics_error(kind: TileKind, metrics: Iterable[str]) -> str:
    if kind is not TileKind.FUNNEL and not any(one in CATALOGUE for one in metrics):
        return _("Choose at least one metric.")
    return ""


def _split_error(kind: TileKind, address: ExploreAddress) -> str:
    if kind in (TileKind.NUMBER, TileKind.FUNNEL):
        return ""
    if kind is TileKind.BARS and not address.by:
        return _("Bars need something to be split by.")
    return address.unfit
