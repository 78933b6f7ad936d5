"""The form of a shared link, and the one field that a stranger fills in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models.reports import LONGEST_NAME
from analytics.sharing.allowed import names_somebody

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 100


def without_somebody(text: str) -> None:
    """Raise for what would name somebody to strangers."""
    if names_somebody(text):
        raise ValidationError(_("Leave out addresses and numbers of people: strangers read this."))


class LinkForm(forms.Form):
    """Under which name, until when, behind which password."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        validators=[without_somebody],
        help_text=gettext_lazy("It stands above the numbers, so write no names of people."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Opens until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("The last day, a year from now at most."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        help_text=gettext_lazy(
            "Empty for none. Tell it by another way than the link; nobody can read it again."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    offers_csv = forms.BooleanField(
        label=gettext_lazy("Whoever opens it may take the table along as CSV"), required=False
    )

    def __init__(self, *args: Any, is_board: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_board:
            # A board has no one table.
            del self.fields["offers_csv"]


class PasswordForm(forms.Form):
    """What opens a link that asks for it."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def refuse(self) -> None:
        """Say that it was not the one."""
        self.add_error("password", _("That is not the password. Ask whoever sent you the link."))

    def given(self) -> Any:
        """What was typed."""
        return self.cleaned_data["password"]
