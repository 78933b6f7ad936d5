"""The form of a workspace's own metric."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.national_numbers import without_number
from analytics.formulas.compiling import Compiled, compile_formula
from analytics.formulas.keeping import Draft
from analytics.formulas.trees import NoFormula
from analytics.metrics import Unit
from analytics.models.own_metrics import LONGEST_DESCRIPTION, LONGEST_FORMULA, LONGEST_NAME

GOOD = {
    "up": gettext_lazy("Better when it rises"),
    "down": gettext_lazy("Better when it falls"),
    "": gettext_lazy("Neither is better"),
}
_MOST_DECIMALS = 4
_AROUND = 24


class MetricForm(forms.Form):
    """What it is called, how it is reckoned and how it is read."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        validators=[without_number],
        help_text=gettext_lazy("As it is to stand above its column, and without names of people."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    formula = forms.CharField(
        label=gettext_lazy("Formula"),
        max_length=LONGEST_FORMULA,
        help_text=gettext_lazy(
            "Keys of metrics, numbers, + - * / and brackets, such as spend / (leads + mql). "
            "Everything is summed over the period first, and reckoned then."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("A ratio is shown"),
        choices=[
            (Unit.RATE.value, gettext_lazy("in per cent (25%)")),
            (Unit.RATIO.value, gettext_lazy("as so many times (0.25×)")),
        ],
        required=False,
        help_text=gettext_lazy("Only where like is divided by like: money, numbers and days stay."),
    )
    good = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=list(GOOD.items()), required=False
    )
    decimals = forms.TypedChoiceField(
        label=gettext_lazy("Decimals"),
        choices=[
            ("", gettext_lazy("As the unit has them")),
            *((str(n), str(n)) for n in range(_MOST_DECIMALS + 1)),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    description = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        validators=[without_number],
        help_text=gettext_lazy("It stands in the passport of each of its numbers."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    compiled: Compiled | None = None

    def clean_formula(self) -> str:
        """Read it, and say where it is wrong."""
        text: str = self.cleaned_data["formula"].replace("\0", "")
        try:
            self.compiled = compile_formula(text)
        except NoFormula as wrong:
            raise forms.ValidationError(in_words(text, wrong)) from wrong
        return text

    def draft(self) -> Draft:
        """What was written, once it is valid."""
        data: dict[str, Any] = self.cleaned_data
        return Draft(**{name: data[name] for name in self.fields})

    @property
    def seen(self) -> str:
        """What has to be as it was when one saw what moves."""
        data = self.cleaned_data
        return f"{data['unit']} {data['formula']}"


def in_words(text: str, wrong: NoFormula) -> str:
    """What is wrong, where, and how to mend it."""
    around = f"{text[max(0, wrong.at - _AROUND) : wrong.at]}▸{text[wrong.at : wrong.at + _AROUND]}"
    place = _("Here: %(text)s") % {"text": " ".join(around.split())}
    return f"{wrong.message} {wrong.advice} {place}"
