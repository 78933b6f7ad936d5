"""What is changed of a source that is connected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.national_numbers import without_number
from integrations.selectors import API_SHARES
from integrations.selectors.pacing import PACES


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Name"), max_length=80, validators=[without_number])


class ApiShareForm(forms.Form):
    """At how many per cent of the organisation's daily API requests we stop."""

    api_share = forms.TypedChoiceField(
        label=_("Stop when so much of the day’s API requests is used"),
        coerce=int,
        choices=[(share, f"{share} %") for share in API_SHARES],
        help_text=_("By all systems together. The rest is left to them, and the sync waits."),
    )


_PACE_WORDS = {
    15: _("Every 15 minutes"),
    60: _("Every hour"),
    6 * 60: _("Every 6 hours"),
    24 * 60: _("Once a day"),
}


class PaceForm(forms.Form):
    """How often it is read; what the plan does not hold is not offered."""

    pace = forms.TypedChoiceField(label=_("Read it"), coerce=int)

    def __init__(self, *args: Any, least: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["pace"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
        field.choices = [(minutes, _PACE_WORDS[minutes]) for minutes in PACES if minutes >= least]
        if least > PACES[0]:
            field.help_text = _("A larger plan reads more often.")


class RangeForm(forms.Form):
    """Days to read again, in the workspace's zone; open at its end."""

    first_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_on = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty for everything until now."),
    )


class DisconnectForm(forms.Form):
    """The source's name, typed to be sure."""

    typed = forms.CharField(label=_("Type the source's name"), max_length=80)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_typed(self) -> str:
        """Exactly the name."""
        typed = str(self.cleaned_data["typed"])
        if typed.strip() != self.name.strip():
            raise forms.ValidationError(
                _("This is not its name. Type %(name)s.") % {"name": self.name}
            )
        return typed
