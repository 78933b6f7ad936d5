"""The forms of a budget or goal: a new one, and the amounts of its periods."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from analytics.budgets.calendars import calendar_of, following, period_of
from analytics.budgets.keeping import Amount, What, why_not
from analytics.budgets.reading import BadAmount, read_amount
from analytics.built_in import SIMPLE
from analytics.metrics import Unit
from analytics.models import Budget, Every, Spread
from analytics.models.budgets import SPEND
from analytics.queries import Period
from analytics.rooms import grouped
from analytics.scopes import read_scope, scope_choices

MOST_PERIODS = 24


def currency_field() -> forms.CharField:
    """Three letters of a currency."""
    return forms.CharField(
        label=gettext_lazy("Currency"),
        required=False,
        min_length=3,
        max_length=3,
        help_text=gettext_lazy(
            "Of amounts of money: three letters, as USD. Spend in others is converted by the "
            "rate of its day."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class BudgetForm(forms.Form):
    """What it is of, its first period, and the amount of so many periods from that on."""

    metric = forms.ChoiceField(
        label=gettext_lazy("Number"),
        help_text=gettext_lazy("Spend makes a budget, every other number a goal."),
    )
    scope = forms.ChoiceField(label=gettext_lazy("Of"), required=False)
    every = forms.ChoiceField(
        label=gettext_lazy("Every"),
        choices=Every.choices,
        help_text=gettext_lazy("Quarters and years are those of the workspace’s fiscal year."),
    )
    first_on = forms.DateField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("A day of the first period."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    count = forms.IntegerField(
        label=gettext_lazy("For so many periods"), min_value=1, max_value=MOST_PERIODS, initial=1
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount of each"),
        max_length=40,
        help_text=gettext_lazy("Rates in per cent."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = currency_field()
    spread = forms.ChoiceField(
        label=gettext_lazy("Spread over its days"),
        choices=Spread.choices,
        help_text=gettext_lazy("The line that the chart compares with."),
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._workspace = workspace
        fields: dict[str, Any] = self.fields
        goals = grouped(key for key in SIMPLE if key != SPEND)
        fields["metric"].choices = [
            (_("Budget"), [(SPEND, SIMPLE[SPEND].label)]),
            *((f"{_('Goals')}: {room}", options) for room, options in goals),
        ]
        fields["scope"].choices = scope_choices()
        fields["currency"].initial = workspace.currency

    def clean(self) -> dict[str, Any]:
        """Read the amount as the number's, and find the periods."""
        data = super().clean() or {}
        metric = SIMPLE.get(data.get("metric", ""))
        if metric is None:
            return data
        if reason := why_not(metric, read_scope(data.get("scope", ""))):
            self.add_error("scope", reason)
        if "amount" in data:
            try:
                data["micros"] = read_amount(data["amount"], metric)
            except BadAmount as bad:
                self.add_error("amount", str(bad))
        data["currency"] = _currency(self, metric.unit, data.get("currency", ""), self._workspace)
        if first_on := data.get("first_on"):
            self._find_periods(data, first_on)
        return data

    def _find_periods(self, data: dict[str, Any], first_on: date) -> None:
        if not 2000 <= first_on.year <= 2090:
            self.add_error("first_on", _("Days lie between the years 2000 and 2100."))
            return
        calendar, every = calendar_of(self._workspace), data.get("every") or Every.MONTH
        try:
            first = period_of(every, first_on, calendar)
        except KeyError:
            self.add_error("first_on", _("Your CRM has drawn no such period for this day yet."))
            return
        data["periods"] = following(every, first, data.get("count") or 1, calendar)

    def what(self) -> What:
        """What a valid form is of."""
        data = self.cleaned_data
        return What(data["metric"], data["every"], read_scope(data["scope"]), data["spread"])

    def amounts(self) -> list[Amount]:
        """The same for each of its periods."""
        data = self.cleaned_data
        return [Amount(period, data["micros"]) for period in data["periods"]]


class AmountsForm(forms.Form):
    """The amounts of some periods of one budget, each in a field of its own; empty for none."""

    currency = currency_field()
    spread = forms.ChoiceField(label=gettext_lazy("Spread over its days"), choices=Spread.choices)
    is_past_meant = forms.BooleanField(
        label=gettext_lazy("I mean to change periods that are over"), required=False
    )

    def __init__(
        self,
        *args: Any,
        budget: Budget,
        periods: Iterable[tuple[Period, str]],
        workspace: Workspace,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._budget, self._workspace = budget, workspace
        self._periods = [period for period, _name in periods]
        for period, name in periods:
            self.fields[f"amount-{period.first_on}"] = forms.CharField(
                label=name,
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        if not self.is_money:
            del self.fields["currency"]
        if SIMPLE[budget.metric].denominator:
            del self.fields["spread"]

    @property
    def is_money(self) -> bool:
        return SIMPLE[self._budget.metric].unit is Unit.MONEY

    def rows(self) -> list[Any]:
        """The fields of the periods."""
        return [self[f"amount-{period.first_on}"] for period in self._periods]

    def clean(self) -> dict[str, Any]:
        """Read each amount; each trouble stands beside its field."""
        data = super().clean() or {}
        metric, found = SIMPLE[self._budget.metric], []
        for period in self._periods:
            name = f"amount-{period.first_on}"
            try:
                found.append(Amount(period, read_amount(data.get(name, ""), metric)))
            except BadAmount as bad:
                self.add_error(name, str(bad))
        data["amounts"] = found
        data["currency"] = _currency(self, metric.unit, data.get("currency", ""), self._workspace)
        return data


def _currency(form: forms.Form, unit: Unit, text: str, workspace: Workspace) -> str:
    if unit is not Unit.MONEY:
        return ""
    code = text.strip().upper() or workspace.currency
    if "currency" not in form.errors and not is_currency(code):
        form.add_error("currency", _("A currency has three letters, such as EUR."))
    return code


def is_currency(code: str) -> bool:
    """Whether a text may be the code of a currency."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()
