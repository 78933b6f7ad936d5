"""What is typed about a hold, and which period is looked at before it is set."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations.selectors import sources_of_people, unknown_ids
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
        choices = [("", "–"), *((str(one.pk), one.name) for one in sources_of_people())]
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
        if not self.errors and said.get("ids"):
            self._refuse_strangers(said)
        is_person = bool(said.get("email") or said.get("ids"))
        if not self.errors and is_person == bool(said.get("rule")):
            self.add_error(None, _("Name either a person or a rule."))
        return said

    def _refuse_strangers(self, said: Mapping[str, Any]) -> None:
        """Nobody is kept by an id that is mistyped, or another source's."""
        ((source_id, ids),) = self.known.items()
        for one in unknown_ids(source_id, ids):
            words = _(
                "There is no lead and no contact with the id %(id)s from %(source)s here. Copy it "
                "from the address of the record, where Salesforce's have 18 letters and digits."
            )
            name = dict(self.fields["source"].choices)[said["source"]]  # type: ignore[attr-defined]
            self.add_error("ids", words % {"id": one[:40], "source": name})

    @property
    def known(self) -> Mapping[UUID, tuple[str, ...]]:
        """{source: ids} as typed."""
        said = self.cleaned_data
        ids = said["ids"].replace(",", " ").split()[:_MOST_IDS]
        return {UUID(said["source"]): tuple(ids)} if ids else {}
