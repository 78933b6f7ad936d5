"""What forms of registers are made of: bounded texts, short lines, moments in the shown zone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.clock import EU_DK, UK_ENGLAND
from privacy.registers.writing import LONGEST

_MOMENT = "%Y-%m-%dT%H:%M"


def text_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """A text of several lines, bounded."""
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST, required=required, widget=area
    )


def line_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    """A text of one line."""
    return forms.CharField(label=label, help_text=help_text, max_length=200, required=required)


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """A day and time of day in the zone that the page shows, the workspace's."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(
        label=label, help_text=help_text, widget=widget, input_formats=[_MOMENT]
    )


def rules_field() -> forms.ChoiceField:
    """Under whose law it falls, and so which authority hears of it."""
    return forms.ChoiceField(
        label=_("Competent authority"),
        choices=[
            (EU_DK.version, _("Denmark: Datatilsynet")),
            (UK_ENGLAND.version, _("United Kingdom: ICO")),
        ],
    )
