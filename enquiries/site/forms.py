"""What staff writes of a disturbance, in both languages at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enquiries.models import Impact


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea)


class UpdateForm(forms.Form):
    """How it goes, and whether it is over."""

    text_en = _text(_("What happens, in English"))
    text_da = _text(_("What happens, in Danish"))
    is_resolved = forms.BooleanField(label=_("It is over"), required=False)


class NoticeForm(forms.Form):
    """A new disturbance."""

    impact = forms.ChoiceField(label=_("How much is disturbed"), choices=Impact.choices)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    title_da = forms.CharField(label=_("Title in Danish"), max_length=120)
    text_en = _text(_("What happens, in English"))
    text_da = _text(_("What happens, in Danish"))
