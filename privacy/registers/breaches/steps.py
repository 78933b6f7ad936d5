"""The steps on a breach: assess, tell, decide, describe, close."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy

from privacy.registers.book import RegisterStep
from privacy.registers.breaches import forms
from privacy.registers.breaches.forms import DESCRIBING, TOLD
from privacy.registers.breaches.services import (
    assess_breach,
    close_breach,
    decide_people,
    describe_breach,
    tell_authority,
)
from privacy.registers.breaches.standing import Risk
from privacy.registers.breaches.telling import tell_customers


def described(form: Any) -> Mapping[str, str]:
    """What a form says of what happened."""
    return {name: form.cleaned_data[name] for name in DESCRIBING}


def _people(form: Any) -> Mapping[str, Any]:
    ground = form.cleaned_data["ground"]
    return {**form.cleaned_data, "ground": "" if ground == TOLD else ground}


STEPS = {
    "assess": RegisterStep(
        *(forms.AssessForm, assess_breach, gettext_lazy("Assess the risk"), gettext_lazy("Save")),
        gettext_lazy("The risk is assessed."),
        lambda form: {**form.cleaned_data, "risk": Risk(form.cleaned_data["risk"])},
    ),
    "authority": RegisterStep(
        *(forms.AuthorityForm, tell_authority, gettext_lazy("Record a notice to the authority")),
        *(gettext_lazy("Save"), gettext_lazy("The notice is on record.")),
        initial=lambda told: {"told_at": timezone.localtime()},
    ),
    "people": RegisterStep(
        *(forms.PeopleForm, decide_people, gettext_lazy("Tell the people concerned, or not")),
        *(gettext_lazy("Save"), gettext_lazy("The decision is on record."), _people),
        initial=lambda told: {"told_at": timezone.localtime(), "ground": TOLD},
    ),
    "customers": RegisterStep(
        *(forms.CustomersForm, tell_customers, gettext_lazy("Tell customers")),
        *(gettext_lazy("Tell them"), gettext_lazy("Each of them is told now.")),
        lambda form: {
            "workspace_ids": list(map(UUID, form.chosen)),
            "text": form.cleaned_data["text"],
        },
    ),
    "describe": RegisterStep(
        *(forms.DescribeForm, describe_breach, gettext_lazy("Say what is known now")),
        *(gettext_lazy("Save"), gettext_lazy("The description is saved.")),
        lambda form: {"said": described(form)},
        initial=lambda told: {name: told.said.get(name, "") for name in DESCRIBING},
    ),
    "close": RegisterStep(
        *(
            forms.CloseForm,
            close_breach,
            gettext_lazy("Close the breach"),
            gettext_lazy("Close it"),
        ),
        gettext_lazy("The breach is closed. It stays in the register."),
    ),
}
