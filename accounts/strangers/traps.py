"""Keeps machines out of public forms without a third party: an unseen field, and the time taken.

Neither decides about a person: who fills the unseen field is asked to leave it empty, who is too
fast to send again, and nothing that was typed is lost.
"""

import time
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

_SALT = "accounts.strangers.traps"
# Nobody reads a form and fills it in within this; a page left open overnight is still good.
LEAST_SECONDS = 2
MOST_SECONDS = 24 * 3600


class TrappedForm(forms.Form):
    """Base of the forms of strangers; a subclass's fields come after the trap, in their order.

    A page must not be cached: the moment at which the form was drawn is signed into it.
    """

    homepage = forms.CharField(  # type: ignore[call-arg]  # the stubs lack template_name
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        template_name="components/form/trap.html",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    drawn = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drawn"].initial = _stamp

    def clean(self) -> dict[str, Any]:
        """Raises for what a machine did; the words say what a person does about it."""
        cleaned = super().clean() or {}
        # A person who is asked again has a form that was drawn long enough ago.
        age = _age(cleaned.pop("drawn", ""))
        if cleaned.pop("homepage", ""):
            raise forms.ValidationError(
                _("A field that has to stay empty was filled in. Empty it, and send again."),
                code="trapped",
            )
        if age is None or age > MOST_SECONDS:
            self._draw_again()
            raise forms.ValidationError(
                _("This form was open for too long. Send it again, please."), code="stale"
            )
        if age < LEAST_SECONDS:
            raise forms.ValidationError(
                _("That was faster than anybody types. Send it again, please."), code="too_fast"
            )
        return cleaned

    def _draw_again(self) -> None:
        """A stamp that is good the next time, in what the form shows."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data[self.add_prefix("drawn")] = _stamp()
        self.data = data


def _stamp() -> str:
    return signing.dumps(int(time.time()), salt=_SALT)


def _age(stamp: str) -> float | None:
    """Seconds since a form was drawn; None for a stamp that is none of ours."""
    try:
        return time.time() - float(signing.loads(stamp, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
