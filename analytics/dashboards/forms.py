"""The forms of boards and of new tiles; of one that is changed, `panel` has it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from accounts.national_numbers import without_number
from analytics.dashboards.beginnings import BEGINNINGS
from analytics.dashboards.layout import (
    KIND_LABELS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    SIZES,
    Tile,
    TileKind,
    clean_question,
    new_id,
)
from analytics.dashboards.reading import ALWAYS
from analytics.exploring.leaves import DIMENSIONS
from analytics.metrics import CATALOGUE
from analytics.models import Dashboard, SavedReport
from analytics.models.dashboards import LONGEST_NAME
from analytics.rooms import grouped

# What the form of a tile says for a board that is still to be made.
NEW_BOARD = "new"
_PLAIN = {"autocomplete": "off"}
_ASKING = [(kind.value, KIND_LABELS[kind]) for kind in TileKind if kind is not TileKind.TEXT]


def title_field() -> forms.CharField:
    """The title of a tile."""
    return forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=LONGEST_TITLE,
        validators=[without_number],
        help_text=gettext_lazy("Without one it says what it shows."),
        widget=forms.TextInput(attrs=_PLAIN),
    )


def kind_field() -> forms.ChoiceField:
    """How a tile shows its answer."""
    return forms.ChoiceField(label=gettext_lazy("Shown as"), choices=_ASKING)


class BoardForm(forms.Form):
    """The name of a board, and who sees it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        validators=[without_number],
        help_text=gettext_lazy("What it is looked at for, in a few words."),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Who sees it"),
        required=False,
        choices=[(value, label) for value, label in Role.choices if value not in ALWAYS],
        help_text=gettext_lazy("Nobody is chosen: you alone, and owners and admins, who see all."),
        widget=forms.CheckboxSelectMultiple,
    )


class NewBoardForm(BoardForm):
    """A new board, and what it begins with."""

    beginning = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect)
    field_order = ("beginning", "name", "roles")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["beginning"]
        found = [(one.key, f"{one.label}: {one.text}") for one in BEGINNINGS.values()]
        field.choices = [*found, ("empty", _("An empty dashboard"))]


class TextForm(forms.Form):
    """A tile of words."""

    title = title_field()
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        validators=[without_number],
        help_text=gettext_lazy("An empty line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def tile(self, tile: Tile) -> Tile:
        """The tile as the valid form says."""
        return replace(tile, title=self.cleaned_data["title"], text=self.cleaned_data["text"])

    def new_tile(self) -> Tile:
        """A new one with these words."""
        return self.tile(sized(TileKind.TEXT))


class ReportTileForm(forms.Form):
    """A new tile from a saved report."""

    report = forms.ChoiceField(label=gettext_lazy("Saved report"))
    kind = kind_field()

    def __init__(self, *args: Any, reports: Iterable[SavedReport], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reports = {str(one.pk): one for one in reports}
        field: Any = self.fields["report"]
        field.choices = [(key, one.name) for key, one in self._reports.items()]

    def new_tile(self) -> Tile:
        """The report's question under its name."""
        row = self._reports[self.cleaned_data["report"]]
        kind = TileKind(self.cleaned_data["kind"])
        return sized(kind, title=row.name[:LONGEST_TITLE], question=clean_question(row.question))


class MetricTileForm(forms.Form):
    """A new tile from a metric of the catalogue."""

    metric = forms.ChoiceField(label=gettext_lazy("Metric"))
    kind = kind_field()
    by = forms.ChoiceField(label=gettext_lazy("Split by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        metric: Any = self.fields["metric"]
        metric.choices = grouped(CATALOGUE)
        by: Any = self.fields["by"]
        by.choices = [("", _("nothing")), *((one.value, name) for one, name in DIMENSIONS.items())]

    def clean(self) -> dict[str, Any]:
        """Bars and tables have parts."""
        data = super().clean() or {}
        if data.get("kind") == TileKind.BARS and not data.get("by"):
            self.add_error("by", _("Bars need something to be split by."))
        return data

    def new_tile(self) -> Tile:
        """The metric, split as it was asked."""
        data = self.cleaned_data
        kind = TileKind(data["kind"])
        by = f"&by={data['by']}" if data["by"] and kind is not TileKind.NUMBER else ""
        return sized(kind, question=f"metrics={data['metric']}{by}")


class AddForm(forms.Form):
    """A question of the explorer for one of the boards."""

    dashboard = forms.ChoiceField(label=gettext_lazy("Dashboard"))
    kind = kind_field()
    title = title_field()

    def __init__(self, *args: Any, boards: Iterable[Dashboard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["dashboard"]
        field.choices = [
            *((str(one.pk), one.name) for one in boards),
            (NEW_BOARD, _("A new dashboard, which you alone see")),
        ]


def sized(kind: TileKind, *, title: str = "", question: str = "") -> Tile:
    """A new tile of the size that its kind usually has."""
    w, h = SIZES[kind]
    return Tile(new_id(), kind, title, question, w=w, h=h)


def seen_words(row: Dashboard) -> str:
    """Who sees a board, in words; that owners and admins see all goes without saying."""
    names = [str(Role(role).label) for role in row.roles if role in Role.values]
    return ", ".join(names) or _("who made it alone")
