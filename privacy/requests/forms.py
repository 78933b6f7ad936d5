"""What people type about a request, and what is taken down for them; every text has an end."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.clock import EU_DK
from privacy.models import Channel, Kind
from privacy.requests.writing import LONGEST

# What was closed longer ago than this is forgotten, so nothing older is taken down.
_OLDEST = timedelta(days=3 * 365)
_TAKEN_DOWN = (Channel.MAIL, Channel.TELEPHONE, Channel.LETTER)
# A complaint is no request: it has a form, a register and a clock of its own.
KINDS = [one for one in Kind.choices if one[0] != Kind.COMPLAINT]
_UK = _("I live in the United Kingdom")


def text_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """A text of several lines, bounded."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RequestForm(forms.Form):
    """The public form: nobody has to say why (GDPR Art. 12(5)), so the text is optional."""

    kind = forms.ChoiceField(label=_("What do you want?"), choices=KINDS)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one we may know you by. We send a link to it, to see that it is yours."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = text_field(
        _("What should we know?"),
        _("You need not say why. Send no identity document."),
        required=False,
    )
    is_uk = forms.BooleanField(label=_UK, required=False)


class HouseForm(RequestForm):
    """The same at Proactivox itself, where a person may come because of a business."""

    about = forms.CharField(
        label=_("Which company’s use of your data do you mean?"),
        help_text=_(
            "If you come because of a business that works with Proactivox, write its name. We do "
            "not say who our customers are. Leave it empty if you mean Proactivox itself."
        ),
        max_length=200,
        required=False,
    )
    field_order = ["kind", "about", "email"]

    def clean_about(self) -> str:
        """In one line, however it was pasted."""
        return " ".join(self.cleaned_data["about"].split())


class ProofForm(forms.Form):
    """What the sender of a mail says beside confirming it: which right, and where they live."""

    kind = forms.ChoiceField(label=_("What do you want?"), choices=KINDS)
    is_uk = forms.BooleanField(label=_UK, required=False)


class TakeUpForm(forms.Form):
    """A mailed request that nobody confirmed is taken up by a member who knows the person."""

    kind = forms.ChoiceField(label=_("What is wanted"), choices=KINDS)
    reason = text_field(
        _("Why it is certain who wrote"),
        _("Kept on record: who answers anybody else gives their data away."),
    )


class OwnForm(forms.Form):
    """A user about their own login."""

    kind = forms.ChoiceField(label=_("What do you want?"), choices=KINDS)
    text = text_field(_("What should we know?"), _("You need not say why."), required=False)
    is_uk = forms.BooleanField(label=_UK, required=False)


class RecordForm(forms.Form):
    """What came by another way than the form."""

    kind = forms.ChoiceField(label=_("What is wanted"), choices=KINDS)
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(one.value, one.label) for one in _TAKEN_DOWN]
    )
    received_on = forms.DateField(
        label=_("When it arrived"),
        help_text=_("The day on which it reached anybody here: its time runs from then."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    email = forms.EmailField(
        label=_("The person’s e-mail address"),
        help_text=_("The link to the request is sent to it. Leave it empty if there is none."),
        max_length=254,
        required=False,
    )
    text = text_field(_("What the person said"), _("Their words, and how to reach them."))
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    is_uk = forms.BooleanField(label=_("The person lives in the United Kingdom"), required=False)

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        today = timezone.now().astimezone(EU_DK.zone).date()
        if day < today - _OLDEST:
            raise forms.ValidationError(_("Choose a day of the last three years."))
        # Where the workspace is far west of Denmark its yesterday may still be today there.
        if day > today:
            raise forms.ValidationError(_("Choose today or a day before it."))
        return day


class WriteForm(forms.Form):
    """The person's own message."""

    text = text_field(_("Your message"))
