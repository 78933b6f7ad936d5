"""Forms of what a workspace decides about its numbers, checked before a service is called."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.national_numbers import without_number
from analytics.channels.names import channel_name, channel_of_name
from analytics.channels.rules import (
    FIELDS,
    LONGEST_CHANNEL,
    LONGEST_VALUE,
    MOST_CONDITIONS,
    MOST_VALUES,
    OPERATORS,
    Condition,
    Field,
    Operator,
    Rule,
    normal_in,
)

_FEWEST_SHOWN = 3
_LONGEST_TEXT = (LONGEST_VALUE + 2) * MOST_VALUES


class RuleForm(forms.Form):
    """One rule: its channel, its place, and up to six conditions, of which empty ones are none."""

    channel = forms.CharField(
        label=gettext_lazy("Channel"),
        max_length=LONGEST_CHANNEL,
        validators=[without_number],
        help_text=gettext_lazy("Choose one of the list, or write a name of your own."),
        widget=forms.TextInput(attrs={"list": "known-channels", "autocomplete": "off"}),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place"),
        min_value=1,
        help_text=gettext_lazy("The first rule that fits decides."),
    )

    def __init__(self, *args: Any, channels: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._channels = tuple(channels)
        # With troubles the focus goes to their summary.
        self.fields["channel"].widget.attrs["autofocus"] = not self.is_bound
        for number in range(MOST_CONDITIONS):
            self._add_condition(number)

    def _add_condition(self, number: int) -> None:
        words = {"number": number + 1}
        self.fields[f"field_{number}"] = forms.ChoiceField(
            label=format_lazy(gettext_lazy("Condition {number}: look at"), **words),
            choices=[
                ("", gettext_lazy("nothing")),
                *((f.value, t) for f, t in FIELDS.items()),
            ],
            required=False,
        )
        self.fields[f"operator_{number}"] = forms.ChoiceField(
            label=format_lazy(gettext_lazy("Condition {number}: compare"), **words),
            choices=[(operator.value, text) for operator, text in OPERATORS.items()],
            required=False,
        )
        self.fields[f"values_{number}"] = forms.CharField(
            label=format_lazy(gettext_lazy("Condition {number}: values, one a line"), **words),
            max_length=_LONGEST_TEXT,
            required=False,
            validators=[without_number],
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def rows(self) -> list[list[Any]]:
        """The conditions' fields that are shown: those in use, one more, and three at least."""
        used = [n for n in range(MOST_CONDITIONS) if self[f"values_{n}"].value()]
        shown = min(MOST_CONDITIONS, max(_FEWEST_SHOWN, max(used, default=-1) + 2))
        parts = ("field", "operator", "values")
        return [[self[f"{part}_{number}"] for part in parts] for number in range(shown)]

    def clean(self) -> dict[str, Any]:
        """Put the conditions together; each trouble stands beside its field."""
        data = super().clean() or {}
        found = [self._condition(number, data) for number in range(MOST_CONDITIONS)]
        conditions = tuple(filter(None, found))
        if not conditions and not self.errors:
            raise forms.ValidationError(_("Say at least one condition: what to look at, and for."))
        data["conditions"] = conditions
        return data

    def _condition(self, number: int, data: dict[str, Any]) -> Condition | None:
        field, text = data.get(f"field_{number}", ""), data.get(f"values_{number}", "")
        lines = [" ".join(line.split()) for line in text.splitlines()]
        values = tuple(dict.fromkeys(filter(None, lines)))
        if not field and not values:
            return None
        operator = Operator(data.get(f"operator_{number}") or Operator.IS)
        if error := _trouble(field, operator, values):
            self.add_error(f"{'values' if field else 'field'}_{number}", error)
            return None
        return Condition(Field(field), operator, values)

    def rule(self) -> Rule:
        """The rule of a valid form."""
        channel = channel_of_name(self.cleaned_data["channel"], self._channels)
        return Rule(channel, self.cleaned_data["conditions"])


def _trouble(field: str, operator: Operator, values: Sequence[str]) -> str:
    if not field:
        return _("Say what these values are compared with.")
    if not values or not all(normal_in(Field(field), value) for value in values):
        return _("Write what it is compared with, one value a line.")
    if operator is Operator.IS and len(values) > 1:
        return _("“is” takes one value; “is one of” takes several.")
    if len(values) > MOST_VALUES:
        return _("At most %(count)d values.") % {"count": MOST_VALUES}
    longest = max(values, key=len)
    if len(longest) > LONGEST_VALUE:
        words = {"count": LONGEST_VALUE, "value": longest[:40]}
        return _("At most %(count)d letters a value; “%(value)s…” is longer.") % words
    return ""


def initial_of(rule: Rule, place: int) -> dict[str, Any]:
    """What a form begins with to change a rule."""
    initial: dict[str, Any] = {"channel": channel_name(rule.channel), "place": place}
    for number, one in enumerate(rule.conditions):
        initial[f"field_{number}"] = one.field.value
        initial[f"operator_{number}"] = one.operator.value
        initial[f"values_{number}"] = "\n".join(one.values)
    return initial
