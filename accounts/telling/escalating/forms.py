"""The form of a rule: which severity, after how long, whom."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Severity, TellingChannel
from accounts.permissions import Permission
from accounts.selectors import members_who_may

_AFTER = [
    *((15, _("15 minutes")), (30, _("30 minutes")), (60, _("1 hour")), (120, _("2 hours"))),
    *((240, _("4 hours")), (480, _("8 hours")), (1440, _("24 hours"))),
]


class EscalationForm(forms.Form):
    """Members and channels of the entered workspace are offered, and no others."""

    least = forms.TypedChoiceField(
        label=_("From which severity on"),
        choices=Severity.choices,
        coerce=lambda value: Severity(int(value)),
        initial=Severity.SEVERE,
    )
    after_minutes = forms.TypedChoiceField(
        label=_("When nobody sees to it for"), choices=_AFTER, coerce=int, initial=60
    )
    whom = forms.ChoiceField(label=_("Tell"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [
            (f"user:{one.user_id}", one.user.get_full_name())
            for one in members_who_may(Permission.VIEW_NUMBERS)
        ]
        channels = [
            (f"channel:{one.pk}", one.name) for one in TellingChannel.objects.order_by("name")
        ]
        groups = [(_("Members"), people), (_("Channels"), channels)]
        field: Any = self.fields["whom"]
        field.choices = [group for group in groups if group[1]]

    def rule(self) -> dict[str, Any]:
        """As the service takes it."""
        word, _colon, pk = self.cleaned_data["whom"].partition(":")
        said = {name: self.cleaned_data[name] for name in ("least", "after_minutes")}
        return {**said, f"{word}_id": UUID(pk)}
