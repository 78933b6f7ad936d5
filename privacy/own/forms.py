"""What is typed by who closes their login."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.crypto import normalise


class CloseForm(forms.Form):
    """The address, typed, so that nobody does it by a slip."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Type it to close your account."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if normalise(typed) != normalise(self._email):
            raise forms.ValidationError(_("This is not the address of your login."))
        return typed
