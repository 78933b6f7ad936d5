"""Fields that forms of the desk share."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.models import Workspace
from accounts.national_numbers import without_number

_MOMENT = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeField):
    """A moment by the desk's clock, which is UTC."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
        super().__init__(widget=widget, input_formats=[_MOMENT], **kwargs)


class Words(forms.CharField):
    """Words for users; on one line, or of several where `rows` says how many are shown."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(widget=widget, validators=[without_number], **kwargs)


class Slugs(forms.CharField):
    """Workspaces by their addresses, as ids."""

    def clean(self, value: Any) -> Any:
        slugs = {slug.strip() for slug in super().clean(value).split(",")} - {""}
        found = dict(Workspace.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        if missing := sorted(slugs - found.keys()):
            raise forms.ValidationError(f"There is no workspace {', '.join(missing)}.")
        return list(found.values())


def slugs_of(ids: list[UUID]) -> str:
    """As they are typed."""
    rows = Workspace.objects.filter(pk__in=ids).order_by("slug")
    return ", ".join(rows.values_list("slug", flat=True))


def label_of(choices: Any, value: str) -> str:
    """The words of a choice."""
    return str(dict(choices)[value])
