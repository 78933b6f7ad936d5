"""What is typed about a breach in each step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from privacy.registers.breaches.standing import BOTH, CONTROLLER, PROCESSOR, Risk
from privacy.registers.fields import line_field, moment_field, rules_field, text_field

TOLD = "told"
# The fields that describe a breach (Art. 33(3)), in the order in which they are read.
DESCRIBING = (
    *("what", "people", "people_count", "categories", "record_count", "consequences", "measures"),
)


class DescribeForm(forms.Form):
    """What is known by now; what is not known yet is left empty and follows (Art. 33(4))."""

    what = text_field(_("What happened"))
    people = line_field(_("Whose data"), _("Kinds of people, such as customers or staff."))
    people_count = line_field(_("How many people, about"))
    categories = line_field(_("Which data"), _("Kinds of data, such as e-mail addresses."))
    record_count = line_field(_("How many records, about"))
    consequences = text_field(_("What it may lead to"), required=False)
    measures = text_field(
        _("What was done about it"), _("And what is going to be done."), required=False
    )


class EnterForm(DescribeForm):
    """A new breach."""

    aware_at = moment_field(
        _("When you became aware of it"),
        _("The 72 hours run from here, through weekends and holidays."),
    )
    role = forms.ChoiceField(
        label=_("Whose data it is"),
        choices=[
            (CONTROLLER, _("Proactivox’s own")),
            (PROCESSOR, _("Of customers, for whom Proactivox processes it")),
            (BOTH, _("Both")),
        ],
    )
    rules = rules_field()
    field_order = ["aware_at", "role", "rules"]

    def __init__(self, *args: Any, is_house: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_house:
            del self.fields["role"]


class AssessForm(forms.Form):
    risk = forms.ChoiceField(
        label=_("Risk for the people concerned"),
        widget=forms.RadioSelect,
        choices=[
            (Risk.NONE.value, _("Unlikely: nobody has to be told, the register is enough")),
            (Risk.RISK.value, _("A risk: the authority has to be told")),
            (Risk.HIGH.value, _("A high risk: the authority and the people have to be told")),
        ],
    )
    reasons = text_field(_("Reasons"), _("How likely, how grave, what protects the data."))


class AuthorityForm(forms.Form):
    told_at = moment_field(_("When the authority was told"))
    text = text_field(_("What it was told"), _("The first notice, or what has become known since."))
    reference = line_field(_("The authority’s reference"))
    late_reasons = text_field(
        _("Reasons why it was late"), _("Needed when the 72 hours are over."), required=False
    )


class PeopleForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("What was decided"),
        widget=forms.RadioSelect,
        choices=[
            (TOLD, _("They were told")),
            ("no_high_risk", _("Not told: the risk is not high")),
            ("protected", _("Not told: the data is unintelligible to others, Art. 34(3)(a)")),
            ("averted", _("Not told: the high risk is averted since, Art. 34(3)(b)")),
            ("public", _("Told by a public notice instead, Art. 34(3)(c)")),
        ],
    )
    told_at = moment_field(_("When they were told, or when it was decided"))
    text = text_field(_("What they were told, or why not"))


class CustomersForm(forms.Form):
    """Whom Proactivox tells; only in its own register."""

    is_all = forms.BooleanField(label=_("All customers"), required=False)
    workspaces = forms.MultipleChoiceField(
        label=_("Or these alone"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = text_field(
        _("What they are told"),
        _("The description of the breach goes with it, your assessment does not."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Workspace.objects.exclude(pk=HOUSE_ID).order_by("name", "slug")
        self._all = [(str(key), name) for key, name in rows.values_list("pk", "name")]
        self.fields["workspaces"].choices = self._all  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[str]:
        """The ids of those to tell."""
        said = self.cleaned_data
        return [key for key, _name in self._all] if said["is_all"] else said["workspaces"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("is_all") and not said.get("workspaces"):
            self.add_error("workspaces", _("Choose whom to tell."))
        return said


class CloseForm(forms.Form):
    text = text_field(_("What was learned"), _("So that it does not happen again."))
