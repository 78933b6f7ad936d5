"""What is chosen and typed on the pages of billing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.plans import CURRENCIES, SOLD_ONLINE, Interval

_PLANS = [(plan.key, plan.name) for plan in SOLD_ONLINE]
_INTERVALS = [(Interval.MONTH.value, _("Monthly")), (Interval.YEAR.value, _("Yearly"))]


class ChangeForm(forms.Form):
    """Another plan or rhythm; both from the catalogue."""

    plan = forms.ChoiceField(choices=_PLANS)
    interval = forms.ChoiceField(choices=_INTERVALS)


class BuyForm(ChangeForm):
    """A plan, how often it is paid, and in what."""

    currency = forms.ChoiceField(choices=[(one.value, one.upper()) for one in CURRENCIES])


class CouponForm(forms.Form):
    """A discount code, as somebody gave it."""

    code = forms.CharField(
        label=_("Discount code"),
        max_length=60,
        help_text=_("It counts from the next invoice on."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """Without the spaces that copying brings along."""
        code: str = "".join(self.cleaned_data["code"].split())
        return code


def first_error(form: forms.Form) -> Any:
    """The first thing that is wrong."""
    return next(iter(form.errors.values()))[0]
