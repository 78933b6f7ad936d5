"""What is typed about a disclosure to an authority."""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.registers.fields import line_field, moment_field, text_field

TOLD = (
    ("yes", _("Yes")),
    ("no", _("No")),
    ("forbidden", _("No: the law forbids it")),
)


class EnterForm(forms.Form):
    disclosed_at = moment_field(_("When it was handed over"))
    authority = line_field(_("Authority"), required=True)
    ground = text_field(
        _("Legal ground"), _("The law and the order, with its reference. A wish is no ground.")
    )
    what = text_field(_("What was handed over"))
    people = line_field(_("About whom"))
    decided_by = line_field(_("Who decided"), required=True)
    told = forms.ChoiceField(
        label=_("Was whoever controls the data told?"),
        help_text=_("The customer whose data it is; of your own data, the people concerned."),
        choices=TOLD,
    )
    told_reasons = text_field(_("When they were told, or why not"), required=False)


class AddForm(forms.Form):
    text = text_field(_("What is added or put right"), _("The first words stay beside it."))
