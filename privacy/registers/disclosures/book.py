"""The register of disclosures to authorities as its pages show it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.models import Register
from privacy.registers.book import Badge, Book, Fact, RegisterStep
from privacy.registers.disclosures import forms
from privacy.registers.disclosures.services import add_to_disclosure, enter_disclosure
from privacy.registers.reading import Told

_SAID = ("authority", "ground", "what", "people", "decided_by", "told_reasons")
FIELDS: Mapping[str, Any] = {
    "authority": gettext_lazy("Authority"),
    "ground": gettext_lazy("Legal ground"),
    "what": gettext_lazy("What was handed over"),
    "people": gettext_lazy("About whom"),
    "decided_by": gettext_lazy("Who decided"),
    "told_reasons": gettext_lazy("When they were told, or why not"),
    "addition": gettext_lazy("Added later"),
}
_BADGES = {
    "yes": (gettext_lazy("Told"), "good"),
    "no": (gettext_lazy("Not told"), "warn"),
    "forbidden": (gettext_lazy("May not be told"), "info"),
}


STEPS = {
    "add": RegisterStep(
        *(forms.AddForm, add_to_disclosure, gettext_lazy("Add to the disclosure")),
        *(gettext_lazy("Save"), gettext_lazy("It is added.")),
    )
}


class Disclosures(Book):
    """What authorities were given: entered once, and added to."""

    register = Register.DISCLOSURE
    slug = "disclosures"
    title = gettext_lazy("Disclosures to authorities")
    hint = gettext_lazy(
        "What police, tax or other authorities were given, by which law, and who decided."
    )
    began = gettext_lazy("Handed over")
    empty = gettext_lazy(
        "Enter here whenever an authority is given personal data: which one, by which law, and "
        "whether whoever controls the data was told."
    )
    new_title = gettext_lazy("Enter a disclosure")
    new_form = forms.EnterForm
    fields = FIELDS
    steps = STEPS
    first = "authority"

    def name(self, number: int) -> str:
        return _("Disclosure %(number)d") % {"number": number}

    def enter(self, form: Any) -> UUID:
        said = form.cleaned_data
        words = {name: said[name] for name in _SAID}
        return enter_disclosure(disclosed_at=said["disclosed_at"], told=said["told"], said=words)

    def initial(self) -> Mapping[str, Any]:
        return {"disclosed_at": timezone.localtime()}

    def badge(self, told: Told, now: datetime) -> Badge:
        """Whether whoever controls the data knows."""
        label, tone = _BADGES[told.entry.outcome]
        return Badge(str(label), tone)

    def facts(self, told: Told) -> Sequence[Fact]:
        shown = [Fact(str(FIELDS[name]), told.said[name]) for name in _SAID if name in told.said]
        words = dict(forms.TOLD)[told.entry.outcome]
        controller = Fact(_("Was whoever controls the data told?"), str(words))
        added = [Fact(str(FIELDS[n.field]), n.text) for n in told.notes if n.field == "addition"]
        return [Fact(_("Handed over"), at=told.entry.began_at), *shown, controller, *added]

    def taken_next(self, told: Told) -> Sequence[str]:
        return ("add",)

    def offered(self, told: Told) -> Sequence[str]:
        """Over from its first moment, and added to all the same."""
        return self.taken_next(told)


BOOK = Disclosures()
