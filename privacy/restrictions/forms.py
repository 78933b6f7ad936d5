"""What a member types to restrict, to decide an objection, and to end a restriction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.models import Decision, Ground
from privacy.requests.forms import text_field
from privacy.requests.step_forms import StepForm


class RestrictForm(forms.Form):
    """Whom, why; the address of the request is known, so it is asked for only where it is not."""

    ground = forms.ChoiceField(label=_("On which ground"), choices=Ground.choices)
    email = forms.EmailField(
        label=_("The person’s e-mail address"),
        help_text=_("Everything held under this address is restricted, and whatever comes later."),
        max_length=254,
        required=False,
    )
    source = forms.TypedChoiceField(
        label=_("Source of a record"),
        help_text=_("For a person who is known by a record rather than by an address."),
        required=False,
        empty_value=None,
    )
    record = forms.CharField(label=_("Id of the record"), max_length=40, required=False)
    reason = text_field(_("Reason"), _("Kept on record, for members only."))

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "–"), *sources]  # type: ignore[attr-defined]
        if not sources:
            del self.fields["source"], self.fields["record"]


class DecideForm(StepForm):
    decision = forms.ChoiceField(
        label=_("Your decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    grounds = text_field(
        _("Grounds"),
        _(
            "Kept on record, and sent to the person. To override an objection they have to be "
            "compelling, and weigh more than the person’s interests (GDPR Art. 21(1))."
        ),
    )
    field_order = ["decision", "grounds"]


class AnnounceForm(StepForm):
    text = text_field(
        _("Notice to the person"),
        _("Why the data will be used again. The law wants the person to know before."),
    )
    field_order = ["text"]


class LiftForm(forms.Form):
    """Nothing to type: the button is the decision."""

    def __init__(self, *args: Any, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
