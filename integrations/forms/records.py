"""A task about a record, another value of a field, and which fields may be set at all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.national_numbers import without_number
from integrations.actions import FieldShape
from integrations.selectors.records import KINDS

_PRIORITIES = {"High": _("High"), "Normal": _("Normal"), "Low": _("Low")}
_REASON = _("Stands in the log, for whoever asks later.")


class FindForm(forms.Form):
    """Which record is looked for."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    q = forms.CharField(
        label=_("Name or id"),
        max_length=100,
        required=False,
        help_text=_("A company’s or campaign’s name, or an id. People are found by id alone."),
    )

    def __init__(self, *args: Any, sources: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"] = forms.ChoiceField(label=_("Source"), choices=list(sources))
        self.order_fields(["source", "kind", "q"])


class TaskForm(forms.Form):
    """What is to be done by whom the record belongs to."""

    subject = forms.CharField(
        label=_("Subject"), max_length=255, validators=[without_number], strip=True
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[without_number],
        help_text=_("Written there as it stands here. Nothing about a person is added by us."),
    )
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=list(_PRIORITIES.items()), initial="Normal"
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        validators=[without_number],
        help_text=_REASON,
    )


class ValueForm(forms.Form):
    """Another value of one field, asked for by its kind."""

    field = forms.CharField(max_length=80, widget=forms.HiddenInput)
    value = forms.CharField(label=_("New value"), max_length=1000, required=False)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        validators=[without_number],
        help_text=_REASON,
    )

    def __init__(self, *args: Any, shape: FieldShape | None = None, **options: Any) -> None:
        # It stands on one page with a task's form.
        super().__init__(*args, **{"auto_id": "value_%s", **options})
        if shape is None:
            return
        self.fields["value"].label = shape.label
        self.fields["value"].required = shape.is_required
        self.fields["value"].widget = _widget(shape)
        self.initial.setdefault("field", shape.name)


class KeyForm(forms.Form):
    """What the preview showed, sent back with the answer."""

    key = forms.UUIDField()
    before = forms.CharField(max_length=1000, required=False, strip=False)


class ActionFieldsForm(forms.Form):
    """Which fields members and automations may set, by kind of record."""

    def __init__(
        self,
        *args: Any,
        known: Mapping[str, Sequence[FieldShape]],
        allowed: Iterable[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        chosen = set(allowed)
        for kind, shapes in known.items():
            if not shapes:
                continue
            choices = [(f"{kind}.{one.name}", f"{one.label} ({one.name})") for one in shapes]
            self.fields[kind] = forms.MultipleChoiceField(
                label=KINDS.get(kind, kind),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[key for key, _label in choices if key in chosen],
            )

    @property
    def chosen(self) -> list[str]:
        """As in "Opportunity.NextStep"."""
        return [one for names in self.cleaned_data.values() for one in names]


def _widget(shape: FieldShape) -> forms.Widget:
    if shape.kind == "choice":
        empty = [] if shape.is_required else [("", _("(empty)"))]
        return forms.Select(choices=[*empty, *((one, one) for one in shape.choices)])
    if shape.kind == "flag":
        return forms.Select(choices=[("true", _("Yes")), ("false", _("No"))])
    if shape.kind == "day":
        return forms.DateInput(attrs={"type": "date"})
    if shape.kind in ("number", "money"):
        return forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.TextInput(attrs={"maxlength": shape.length or 1000})
