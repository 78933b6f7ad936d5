"""The form in which formula fields are picked one by one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.models import Formula
from integrations.selectors.formulas import Offer, Picked


class FormulasForm(forms.Form):
    """Computed fields by object: those that can be read, and those that were picked before."""

    formulas = forms.MultipleChoiceField(
        label=gettext_lazy("Formula fields to keep"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, offers: Sequence[Offer], picked: Sequence[Picked], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        words = {f"{one.stream}.{one.name}": _offer_words(one) for one in offers}
        for one in picked:
            words.setdefault(one.formula.field, _gone_words(one.formula))
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, text in words.items():
            groups.setdefault(key.partition(".")[0], []).append((key, text))
        field = self.fields["formulas"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = list(groups.items())
        self.has_choices = bool(groups)

    def fields_by_stream(self) -> dict[str, list[str]]:
        """{"Opportunity": ["Days_Open__c"], …}; call after is_valid()."""
        chosen: dict[str, list[str]] = {}
        for key in self.cleaned_data["formulas"]:
            stream, _dot, name = key.partition(".")
            chosen.setdefault(stream, []).append(name)
        return chosen


def _offer_words(offer: Offer) -> str:
    parts = [offer.label, offer.name, str(Formula.Kind(offer.kind).label)]
    if offer.is_person:
        parts.append(_("of people: kept encrypted"))
    return " · ".join(part for part in parts if part)


def _gone_words(formula: Formula) -> str:
    return " · ".join((formula.label or formula.name, _("can no longer be read")))
