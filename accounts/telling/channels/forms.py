"""The form that adds a channel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ChannelKind, Severity
from accounts.telling.kinds import kinds


class ChannelForm(forms.Form):
    """Whose channel, what it is called here, its address, and what is told there."""

    kind = forms.ChoiceField(label=_("Where"), choices=ChannelKind.choices)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("As your people call it, such as #marketing.")
    )
    address = forms.CharField(
        label=_("Address of the webhook"),
        max_length=1000,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Slack: Incoming Webhooks of an app. Teams: Workflows, Send webhook alerts to a "
            "channel. Whoever has it can write there, so it is kept sealed and never shown again."
        ),
    )
    least = forms.TypedChoiceField(
        label=_("From which severity on"),
        choices=Severity.choices,
        coerce=lambda value: Severity(int(value)),
        initial=Severity.WARNING,
    )
    kinds = forms.MultipleChoiceField(
        label=_("What is told there"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Nothing ticked: everything."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.word, kind.label) for kind in kinds()]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]
