"""The form that adds an endpoint."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.webhooks.streams import STREAMS


class EndpointForm(forms.Form):
    """An address, and what is sent there."""

    address = forms.CharField(
        label=_("Address"),
        max_length=400,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text=_("Begins with https:// and is reached from the internet."),
    )
    streams = forms.MultipleChoiceField(
        label=_("What is sent"),
        widget=forms.CheckboxSelectMultiple,
        choices=list(STREAMS.items()),
        initial=list(STREAMS),
    )
