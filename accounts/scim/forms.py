"""What an owner chooses about a directory's token."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    """How long a token is good."""

    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        initial=365,
        choices=[(90, _("90 days")), (180, _("180 days")), (365, _("1 year"))],
        help_text=_("Put a new one in its place before it runs out: two are good at a time."),
    )
