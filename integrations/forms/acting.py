"""A change of a campaign, how far one member goes, and why something is refused."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.national_numbers import without_number
from integrations.models import CampaignAction
from integrations.money import micros_of

_MOST = Decimal(10000000)
_What = CampaignAction.What
_OF_CAMPAIGNS = [(one.value, one.label) for one in (_What.PAUSE, _What.RESUME, _What.BUDGET)]


class ChangeForm(forms.Form):
    """What is to be done, and why; the amount is asked for where the budget is changed."""

    what = forms.ChoiceField(choices=_OF_CAMPAIGNS, widget=forms.HiddenInput)
    budget = forms.DecimalField(
        label=_("New daily budget"),
        min_value=Decimal("0.01"),
        max_value=_MOST,
        decimal_places=2,
        error_messages={"required": _("Say how much a day.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        validators=[without_number],
        help_text=_("Stands in the log, for whoever asks later."),
    )

    # Signed, where another page proposed the change: see integrations.actions.hand_over.
    origin = forms.CharField(max_length=2_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        budget = CampaignAction.What.BUDGET
        self.fields["budget"].required = self.data.get("what", budget) == budget
        if currency:
            self.fields["budget"].help_text = _("In %(currency)s, a day.") % {"currency": currency}

    @property
    def micros(self) -> int | None:
        """The amount as it is kept."""
        amount = self.cleaned_data.get("budget")
        return None if amount is None else micros_of(amount)


class SeenForm(forms.Form):
    """What the preview showed, sent back with the answer; compared with what stands there then."""

    key = forms.UUIDField()
    status = forms.CharField(max_length=20)
    daily_budget_micros = forms.IntegerField(min_value=0, required=False)


class LimitsForm(forms.Form):
    """How far one member goes alone."""

    per_day = forms.IntegerField(
        label=_("Changes in 24 hours at most"), min_value=0, max_value=1000
    )
    most_percent = forms.IntegerField(
        label=_("Largest change of a budget by one member, in per cent"),
        min_value=0,
        max_value=1000,
        help_text=_("All changes of one budget within 24 hours count together."),
    )
    most_amount = forms.DecimalField(
        label=_("Largest daily budget that one member may set or let run"),
        min_value=Decimal(0),
        max_value=_MOST,
        decimal_places=2,
        help_text=_("In the campaign’s own currency. Above it a second member approves."),
    )

    records_alone = forms.IntegerField(
        label=_("Tasks and fields in 24 hours without a second member"),
        min_value=0,
        max_value=1000,
        help_text=_("Whoever asks, an automation too. From then on a second member approves."),
    )

    pauses_of_two = forms.BooleanField(
        label=_("A pause takes a second member, too"), required=False
    )

    @property
    def micros(self) -> int:
        """The amount as it is kept."""
        return micros_of(self.cleaned_data["most_amount"])
