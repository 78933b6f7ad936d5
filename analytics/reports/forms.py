"""The form of a saved report."""

from django import forms
from django.utils.translation import gettext_lazy

from accounts.national_numbers import without_number
from analytics.models.reports import LONGEST_NAME


class ReportForm(forms.Form):
    """Its name, and who sees it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        validators=[without_number],
        help_text=gettext_lazy("What it answers, in a few words, and without names of people."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_shared = forms.BooleanField(
        label=gettext_lazy("Everybody in the workspace who may see numbers can open it"),
        required=False,
        initial=True,
    )
