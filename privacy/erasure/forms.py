"""What the desk types before an erasure: ids of the person, and the number to be sure."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.models import Source
from privacy.requests.forms import text_field
from privacy.requests.step_forms import ReplyForm

_MOST_IDS = 50
_LONGEST_ID = 40


class IdsForm(forms.Form):
    """One field a source, for ids by which the source knows the person."""

    def __init__(self, *args: Any, sources: Iterable[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for source in sources:
            self.fields[f"ids_{source.pk}"] = forms.CharField(
                label=_("Ids in %(source)s") % {"source": source.name},
                help_text=_("Of leads or contacts, with commas between them; empty if none."),
                max_length=_MOST_IDS * (_LONGEST_ID + 2),
                required=False,
            )

    def ids(self) -> dict[UUID, list[str]]:
        """{source: ids}; raises nothing: `clean` has judged them."""
        typed = {name: value for name, value in self.cleaned_data.items() if value}
        return {
            UUID(name.removeprefix("ids_")): _split(value)
            for name, value in typed.items()
            if name.startswith("ids_")
        }

    def clean(self) -> dict[str, Any]:
        """Ids are short and without spaces; a whole address book is no person."""
        said: dict[str, Any] = super().clean() or {}
        for name, value in list(said.items()):
            ids = _split(value) if name.startswith("ids_") else []
            if len(ids) > _MOST_IDS:
                self.add_error(name, _("More than 50 ids are no one person."))
            elif any(len(one) > _LONGEST_ID or len(one.split()) > 1 for one in ids):
                self.add_error(name, _("An id has at most 40 characters and no space."))
        return said


class ConfirmForm(IdsForm):
    """The same with the request's number, typed to be sure."""

    number = forms.IntegerField(label=_("The request’s number, to be sure"), min_value=1)

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        # What was looked at is what is erased: the ids of the preview are carried along.
        for name, field in self.fields.items():
            if name != "number":
                field.widget = forms.HiddenInput()

    def clean_number(self) -> int:
        """Only this request's own."""
        number: int = self.cleaned_data["number"]
        if number != self.expected:
            raise forms.ValidationError(_("That is not the number of this request."))
        return number


class CloseForm(ReplyForm):
    """The answer to the person, once the erasure is finished."""

    text = text_field(_("Answer to the person"))


def _split(text: str) -> list[str]:
    return [one for part in text.split(",") if (one := part.strip())]
