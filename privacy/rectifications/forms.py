"""What a member types to correct a person's data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.rectifications.correcting import LONGEST


class RectifyForm(forms.Form):
    """Which field of which record, and what it has to say; empty removes the value."""

    chosen = forms.TypedChoiceField(label=_("Field"), coerce=int)
    value = forms.CharField(
        label=_("Corrected value"),
        help_text=_("Leave it empty to remove a wrong value."),
        max_length=LONGEST,
        required=False,
    )

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = list(enumerate(offered))  # type: ignore[attr-defined]
