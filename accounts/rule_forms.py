"""What owners decide of how one gets into their workspace."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from accounts.networks import MOST, read_networks
from accounts.session_length import span

_IDLE_MINUTES = (15, 30, 60, 120, 240, 480)
_SESSION_MINUTES = (60, 240, 480, 720, 1440, 3 * 1440, 7 * 1440)
_DOMAIN = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
_MOST_DOMAINS = 20


class SessionLengthForm(forms.Form):
    """After how long one logs in again; the first choice is the product's own."""

    idle_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Log in again when nothing happened for"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    session_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Log in again at the latest after"),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: Any = None, *, workspace: Workspace) -> None:
        kept = {name: getattr(workspace, name) for name in self.base_fields}
        super().__init__(data, initial=kept)
        ours = {
            "idle_minutes": (_IDLE_MINUTES, settings.IDLE_SESSION_SECONDS),
            "session_minutes": (_SESSION_MINUTES, settings.ABSOLUTE_SESSION_SECONDS),
        }
        for name, (offered, seconds) in ours.items():
            shorter = [(m, span(m * 60)) for m in offered if m * 60 < seconds]
            self.fields[name].choices = [("", span(seconds)), *shorter]  # type: ignore[attr-defined]


class NetworksForm(forms.Form):
    """Networks, one a line."""

    networks = forms.CharField(
        label=gettext_lazy("Networks"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One a line, such as 203.0.113.0/24 or 2001:db8::/48. Empty: from everywhere."
        ),
    )

    def clean_networks(self) -> list[str]:
        """The networks as they are kept."""
        try:
            found = read_networks(self.cleaned_data["networks"])
        except ValueError as error:
            raise forms.ValidationError(
                _("“%(word)s” is no network. A whole one ends its own bits in zeros: 10.0.0.0/8.")
                % {"word": str(error)[:60]}
            ) from error
        if len(found) > MOST:
            raise forms.ValidationError(_("At most %(most)d networks.") % {"most": MOST})
        return found


class DomainsForm(forms.Form):
    """Domains of e-mail addresses, by commas or lines."""

    domains = forms.CharField(
        label=gettext_lazy("Domains"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy(
            "Such as example.com, by commas; subdomains count by themselves. Empty: any address."
        ),
    )

    def clean_domains(self) -> list[str]:
        """The domains in small letters."""
        words = re.split(r"[\s,;]+", self.cleaned_data["domains"].lower())
        found = list(dict.fromkeys(word.lstrip("@") for word in words if word))
        wrong = next((word for word in found if not _DOMAIN.match(word)), "")
        if wrong:
            raise forms.ValidationError(_("“%(word)s” is no domain.") % {"word": wrong[:60]})
        if len(found) > _MOST_DOMAINS:
            raise forms.ValidationError(_("At most %(most)d domains.") % {"most": _MOST_DOMAINS})
        return found
