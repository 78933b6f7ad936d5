"""What is typed about a hold, and which period is looked at before it is set."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations.models import Source
from privacy.registers.fields import line_field, text_field
from privacy.retention.catalogue import KINDS

_MOST_IDS = 50


class HoldForm(forms.Form):
    """Whom or what to keep, why, and until when."""

    email = forms.EmailField(label=_("The person’s e-mail address"), max_length=254, required=False)
    source = forms.ChoiceField(label=_("Or a source"), required=False)
    ids = line_field(_("and the person’s ids in it"), _("Separated by blanks or commas."))
    rule = forms.ChoiceField(
        label=_("Or everything that a rule is about"),
        required=False,
        choices=[("", "–"), *((key, kind.title) for key, kind in KINDS.items())],
    )
    ground = text_field(
        _("Ground"), _("The claim, the case or the law that needs the data, with its reference.")
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("Leave it empty where the end is not known; then somebody has to lift it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Source.objects.order_by("name").values_list("pk", "name")
        choices = [("", "–"), *((str(key), name) for key, name in rows)]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is not over."))
        return day

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("source")) != bool(said.get("ids")):
            self.add_error("ids", _("A source and ids go together."))
        is_person = bool(said.get("email") or said.get("ids"))
        if not self.errors and is_person == bool(said.get("rule")):
            self.add_error(None, _("Name either a person or a rule."))
        return said

    @property
    def known(self) -> Mapping[UUID, tuple[str, ...]]:
        """{source: ids} as typed."""
        said = self.cleaned_data
        ids = said["ids"].replace(",", " ").split()[:_MOST_IDS]
        return {UUID(said["source"]): tuple(ids)} if ids else {}
