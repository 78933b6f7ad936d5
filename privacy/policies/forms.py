"""What subscribers, customers and the staff of the house type about subprocessors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.egress import Transfer
from accounts.forms import one_line
from accounts.national_numbers import without_number
from accounts.strangers.traps import TrappedForm
from privacy.models import ChangeKind
from privacy.terms import country_name

_TRANSFERS = {
    Transfer.NONE: _("None: inside the EU or the EEA"),
    Transfer.ADEQUACY: _("Adequacy decision, Art. 45"),
    Transfer.SCC_C2P: _("Standard contractual clauses, module 2, Art. 46(2)(c)"),
    Transfer.SCC_P2P: _("Standard contractual clauses, module 3, Art. 46(2)(c)"),
}


class SubscribeForm(TrappedForm):
    """An address that wants to be told."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link there. Nothing else is sent before you follow it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ObjectionForm(forms.Form):
    """Why a customer objects."""

    reason = forms.CharField(
        label=_("Why do you object?"),
        help_text=_("What about the company, the country or the service is a problem for you."),
        max_length=2000,
        validators=[without_number],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _line(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        required=required,
        validators=[one_line, without_number],
    )


class AnnounceForm(forms.Form):
    """A change, in the words by which settings.SUBPROCESSORS will name the company."""

    kind = forms.ChoiceField(label=_("What happens"), choices=ChangeKind.choices)
    name = _line(_("Name"), _("As in SUBPROCESSORS, such as “Servers”."))
    company = _line(_("Company"))
    address = _line(_("Address"))
    country = _line(_("Country"), _("Two letters, such as DE."))
    contact = _line(_("Contact"), _("A mailbox of the company, not of a person."))
    purpose = _line(_("Service"))
    receives = _line(_("What it receives"))
    transfer = forms.ChoiceField(label=_("Transfer mechanism"), choices=list(_TRANSFERS.items()))
    safeguard = _line(_("Decision or clauses"), _("Outside the EEA."), required=False)
    tia = _line(_("Transfer impact assessment"), _("When, and its outcome."), required=False)

    def clean_country(self) -> str:
        code = str(self.cleaned_data["country"]).upper()
        if len(code) != 2 or country_name(code) == code:
            raise forms.ValidationError(_("No country has these two letters."))
        return code
