"""The form of an annotation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.national_numbers import without_number
from analytics.annotations.keeping import LONGEST_DAYS, Written
from analytics.models import Annotation, AnnotationKind
from analytics.models.annotations import LONGEST_TEXT
from analytics.scopes import Scope, read_scope, scope_choices


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], **more)


class AnnotationForm(forms.Form):
    """What happened, when, and what it concerns."""

    text = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=LONGEST_TEXT,
        validators=[without_number],
        help_text=gettext_lazy("In a few words, and without names of people."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AnnotationKind.choices)
    first_on = _day(gettext_lazy("Day"))
    last_on = _day(
        gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Only where it lasted for more than a day."),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Concerns"),
        required=False,
        help_text=gettext_lazy("The mark is shown wherever this is a part of what one looks at."),
    )
    is_special = forms.BooleanField(
        label=gettext_lazy("A special day for monitors"),
        required=False,
        help_text=gettext_lazy(
            "Monitors learn what days of this kind bring, and do not take them for faults."
        ),
    )

    def __init__(self, *args: Any, row: Annotation | None = None, **kwargs: Any) -> None:
        now = scope_of(row) if row else None
        if row:
            kwargs["initial"] = _initial(row)
        super().__init__(*args, **kwargs)
        field: Any = self.fields["scope"]
        field.choices = scope_choices(now)

    def clean(self) -> dict[str, Any]:
        """The days in their order, and not too many."""
        data = super().clean() or {}
        first, last = data.get("first_on"), data.get("last_on")
        if first and not 2000 <= first.year <= 2100:
            self.add_error("first_on", _("Days lie between the years 2000 and 2100."))
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes before the first."))
        elif first and last and (last - first).days >= LONGEST_DAYS:
            self.add_error("last_on", _("At most %(days)s days at once.") % {"days": LONGEST_DAYS})
        return data

    def written(self) -> Written:
        """What a valid form says."""
        data = self.cleaned_data
        last = data["last_on"] if data["last_on"] != data["first_on"] else None
        days = {"first_on": data["first_on"], "last_on": last}
        what = {"kind": data["kind"], "text": data["text"], "is_special": data["is_special"]}
        return Written(**days, **what, **vars(read_scope(data["scope"])))


def scope_of(row: Annotation) -> Scope:
    """What an annotation concerns."""
    return Scope(row.platform, row.channel, row.campaign_id)


def _initial(row: Annotation) -> dict[str, Any]:
    names = ("text", "kind", "first_on", "last_on", "is_special")
    return {name: getattr(row, name) for name in names} | {"scope": scope_of(row).word}
