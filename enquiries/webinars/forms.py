"""What a visitor types to register, and what staff types about a webinar."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.strangers.traps import TrappedForm
from enquiries.fields import address_field, line_field
from enquiries.lines import in_one_line


class RegistrationForm(TrappedForm):
    """Name and address; nothing is agreed to by it."""

    name = line_field(_("Your name"), 120, filled_by="name")
    email = address_field()
    company = line_field(_("Company"), 120, filled_by="organization", required=False)

    @property
    def person(self) -> dict[str, str]:
        """What is kept of who registers."""
        return {key: self.cleaned_data[key] for key in ("name", "email", "company")}


def _title(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, validators=[in_one_line])


def _description(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 6})
    return forms.CharField(label=label, max_length=4000, widget=widget)


class WebinarForm(forms.Form):
    """All of a webinar; the time is by the workspace's clock."""

    title_en = _title(_("Title in English"))
    title_da = _title(_("Title in Danish"))
    description_en = _description(_("Description in English"))
    description_da = _description(_("Description in Danish"))
    starts_at = forms.DateTimeField(
        label=_("Begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    length_minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=480)
    seats = forms.IntegerField(
        label=_("Seats"),
        help_text=_("Who registers later waits, and moves up when somebody cancels."),
        min_value=1,
        max_value=10_000,
    )
    join_url = forms.URLField(
        label=_("Link to join"),
        help_text=_("Only who has a seat gets it."),
        max_length=500,
        assume_scheme="https",
    )

    def clean_starts_at(self) -> datetime:
        found: datetime = self.cleaned_data["starts_at"]
        if found <= timezone.now():
            raise forms.ValidationError(_("Choose a time that is still to come."))
        return found
