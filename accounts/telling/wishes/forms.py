"""The form of a member's wishes: a row of choices for each kind, then days, hours and quiet."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.models import TellingWish
from accounts.telling.kinds import Kind, Mailing, kinds

_HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class WishesForm(forms.Form):
    """How a member wishes to be told in one workspace."""

    digest_days = forms.TypedMultipleChoiceField(
        label=_("Days of the digest"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "in-columns"}),
        required=False,
        help_text=_("One day makes it weekly. Without a day there is no digest."),
    )
    digest_hour = forms.TypedChoiceField(label=_("Hour of the digest"), choices=_HOURS, coerce=int)
    zone = forms.ChoiceField(label=_("Time zone of these hours"), required=False)
    quiet_from = forms.TypedChoiceField(
        label=_("No mail from"),
        choices=[("", _("No quiet hours")), *_HOURS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    quiet_until = forms.TypedChoiceField(
        label=_("No mail until"),
        choices=[("", _("No quiet hours")), *_HOURS],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Mails of this time are sent when it ends."),
    )
    severe_at_once = forms.BooleanField(
        label=_("Send severe things at once instead of in the digest"), required=False
    )
    severe_breaks_quiet = forms.BooleanField(
        label=_("Send severe things in quiet hours, too"), required=False
    )

    def __init__(self, *args: Any, wish: TellingWish, home: str, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if hasattr(wish, name)]
        kwargs["initial"] = {name: getattr(wish, name) for name in names}
        super().__init__(*args, **kwargs)
        places = [(name, name.replace("_", " ")) for name in zones.listed()]
        usual = _("That of the workspace: %(zone)s") % {"zone": home}
        self.fields["zone"].choices = [("", usual), *places]  # type: ignore[attr-defined]
        for kind in kinds():
            self._add(kind, wish.choices.get(kind.word, {}))

    def _add(self, kind: Kind, chosen: dict[str, Any]) -> None:
        self.fields[f"inbox-{kind.word}"] = forms.BooleanField(
            required=False, initial=chosen.get("inbox", kind.inbox)
        )
        self.fields[f"mail-{kind.word}"] = forms.ChoiceField(
            choices=Mailing.choices, initial=chosen.get("mail", kind.mail)
        )

    def rows(self) -> list[dict[str, Any]]:
        """The kinds with their two fields."""
        return [
            {
                "kind": kind,
                "inbox": self[f"inbox-{kind.word}"],
                "mail": self[f"mail-{kind.word}"],
            }
            for kind in kinds()
        ]

    def times(self) -> list[forms.BoundField]:
        """The fields that are of no kind."""
        return [self[name] for name in self.base_fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("quiet_from") is None) is not (cleaned.get("quiet_until") is None):
            self.add_error("quiet_until", _("Quiet hours need a beginning and an end."))
        return cleaned

    def wishes(self) -> dict[str, Any]:
        """As the service takes them."""
        said = self.cleaned_data
        choices = {
            kind.word: {"inbox": said[f"inbox-{kind.word}"], "mail": said[f"mail-{kind.word}"]}
            for kind in kinds()
        }
        return {"choices": choices, **{name: said[name] for name in self.base_fields}}
