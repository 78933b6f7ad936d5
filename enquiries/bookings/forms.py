"""What a visitor types to book a demo, and what staff types about bookings and hours."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.national_numbers import without_number
from accounts.strangers.traps import TrappedForm
from accounts.zones import HOME, groups
from enquiries.bookings.booking import TAKEN
from enquiries.bookings.hours import Hours, read_spans, write_spans
from enquiries.bookings.weeks import read_value
from enquiries.fields import address_field, line_field
from enquiries.models import Outcome

_SPANS = _("As 09:00-12:00, 13:00-16:00. Leave it empty on a day without demos.")


class SlotForm(TrappedForm):
    """Name and address, what else they like to say, and the time; nothing is agreed to by it."""

    slot = forms.CharField(widget=forms.HiddenInput, max_length=30)
    name = line_field(_("Your name"), 120, filled_by="name")
    email = address_field()
    company = line_field(_("Company"), 120, filled_by="organization", required=False)
    phone = line_field(_("Telephone"), 40, filled_by="tel", required=False)
    wishes = forms.CharField(
        label=_("What would you like to see?"),
        max_length=1000,
        required=False,
        validators=[without_number],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """With `offered`, pairs of value and words, the time is one of these and no other."""
        super().__init__(*args, **kwargs)
        if offered:
            self.fields["slot"] = forms.ChoiceField(
                label=_("Choose another time"),
                choices=offered,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": TAKEN},
            )
            self.order_fields(["slot"])

    def clean_slot(self) -> datetime:
        found = read_value(self.cleaned_data["slot"])
        if found is None:
            raise forms.ValidationError(_("Choose a time."))
        return found

    @property
    def person(self) -> dict[str, str]:
        """What is kept of who books."""
        keys = ("name", "email", "company", "phone", "wishes")
        return {key: self.cleaned_data[key] for key in keys}


class MoveForm(forms.Form):
    """Another time."""

    slot = forms.CharField(widget=forms.HiddenInput, max_length=30)

    clean_slot = SlotForm.clean_slot


class CancelForm(forms.Form):
    """Staff calls a demo off."""

    reason = forms.CharField(
        label=_("What the visitor is told"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutcomeForm(forms.Form):
    """How it went."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, required=False)


class HoursForm(forms.Form):
    """When demos can be booked, and with whom."""

    zone = forms.ChoiceField(label=_("Time zone of these hours"))
    length_minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=240)
    buffer_minutes = forms.IntegerField(
        label=_("Pause after each in minutes"), min_value=0, max_value=240
    )
    notice_hours = forms.IntegerField(
        label=_("Booked at least this many hours before"), min_value=0, max_value=720
    )
    horizon_days = forms.IntegerField(
        label=_("Booked at most this many days before"), min_value=1, max_value=180
    )
    days_off = forms.CharField(
        label=_("Days off"),
        help_text=_(
            "One a line, as 2026-12-24. Danish public holidays are off by themselves; 5 June, 24 "
            "and 31 December are not among them."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    hosts = forms.MultipleChoiceField(
        label=_("Who gives demos"),
        help_text=_("As many demos at once as are chosen. With none chosen everybody gives them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    join_url = forms.URLField(
        label=_("Link to join"),
        help_text=_("Stands in the confirmation and in the calendar."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(one.user_id), one.user.get_full_name()) for one in members]
        self.fields["hosts"].choices = names  # type: ignore[attr-defined]
        self.fields["zone"].choices = groups(HOME)  # type: ignore[attr-defined]
        days = {
            f"day_{number}": forms.CharField(label=name, required=False, max_length=200)
            for number, name in WEEKDAYS.items()
        }
        days["day_0"].help_text = _SPANS
        self.fields = {**days, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Adds `weekly`, as it is stored."""
        said: dict[str, Any] = super().clean() or {}
        weekly = []
        for number in range(7):
            try:
                spans = read_spans(said.get(f"day_{number}", ""))
            except ValueError:
                self.add_error(f"day_{number}", _SPANS)
                continue
            weekly.append([str(span).split("-") for span in spans])
        return {**said, "weekly": weekly}

    def clean_days_off(self) -> list[date]:
        """Days that are over are left out."""
        try:
            days = {date.fromisoformat(one) for one in self.cleaned_data["days_off"].split()}
        except ValueError as error:
            raise forms.ValidationError(_("Write each day as 2026-12-24.")) from error
        return sorted(day for day in days if day >= timezone.localdate() - timedelta(days=1))

    def clean_hosts(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["hosts"]]


def initial_hours(hours: Hours, hosts: Sequence[UUID], join_url: str) -> dict[str, Any]:
    """What the form shows first."""
    days = {f"day_{number}": write_spans(spans) for number, spans in enumerate(hours.weekly)}
    return {
        **days,
        "zone": hours.zone.key,
        "length_minutes": int(hours.length.total_seconds() // 60),
        "buffer_minutes": int(hours.buffer.total_seconds() // 60),
        "notice_hours": int(hours.notice.total_seconds() // 3600),
        "horizon_days": hours.horizon_days,
        "days_off": "\n".join(map(str, sorted(hours.days_off))),
        "hosts": [str(host) for host in hosts],
        "join_url": join_url,
    }
