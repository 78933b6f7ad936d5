"""What is typed about a complaint: by the person on the public page, and by those who answer."""

from datetime import date

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.clock import EU_DK
from privacy.models import Channel
from privacy.registers.fields import text_field

_TAKEN_DOWN = (Channel.MAIL, Channel.TELEPHONE, Channel.LETTER)


class ComplaintForm(forms.Form):
    """The public form."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We confirm your complaint there, and send the outcome to it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = text_field(_("What is it about?"), _("What happened, and what should be done."))
    is_uk = forms.BooleanField(label=_("I live in the United Kingdom"), required=False)


class RecordForm(forms.Form):
    """A complaint that came by another way."""

    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(one.value, one.label) for one in _TAKEN_DOWN]
    )
    received_on = forms.DateField(
        label=_("When it arrived"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    email = forms.EmailField(
        label=_("The person’s e-mail address"),
        help_text=_(
            "The complaint is acknowledged there at once. Leave it empty if there is none."
        ),
        max_length=254,
        required=False,
    )
    text = text_field(_("What the person said"), _("Their words, and how to reach them."))
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    is_uk = forms.BooleanField(label=_("The person lives in the United Kingdom"), required=False)

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > timezone.now().astimezone(EU_DK.zone).date():
            raise forms.ValidationError(_("Choose today or a day before it."))
        return day


class TextForm(forms.Form):
    text = text_field(_("Message to the person"))


class HearForm(forms.Form):
    text = text_field(_("What the person said"))


class AcknowledgeForm(forms.Form):
    text = text_field(_("How and when it was acknowledged"))


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            ("upheld", _("The person is right")),
            ("partly", _("The person is partly right")),
            ("not_upheld", _("The person is not right")),
            ("withdrawn", _("Taken back")),
        ],
    )
    text = text_field(
        _("Answer to the person"), _("The authority they may turn to is added by itself.")
    )
