"""What is typed about copies: ids at sources, what is left out, the answer, the person's code."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.models import Source
from privacy.access.words import store_words
from privacy.models import Basis, LeftOut
from privacy.requests.forms import text_field

_LONGEST_ID = 40


class IdsForm(forms.Form):
    """The ids under which each source knows the person, where the desk knows them."""

    def __init__(self, *args: Any, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for source in sources:
            self.fields[str(source.pk)] = forms.CharField(
                label=_("Ids in %(source)s") % {"source": source.name},
                required=False,
                max_length=1000,
                help_text=_("Only where you know them: separated by blanks."),
            )

    def ids(self) -> Mapping[UUID, tuple[str, ...]]:
        """{source: ids}"""
        return {
            UUID(name): tuple(one[:_LONGEST_ID] for one in text.replace(",", " ").split())
            for name, text in self.cleaned_data.items()
            if text.strip()
        }


class LeaveOutForm(forms.Form):
    """One part of one item, and why it is left out."""

    field = forms.CharField(max_length=120, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Only these words"),
        help_text=_("As they stand there; empty leaves the whole field out."),
        required=False,
        max_length=2000,
        strip=True,
    )
    reason = forms.ChoiceField(label=_("Why"), choices=LeftOut.choices)


class BasesForm(forms.Form):
    """On which basis the workspace processes what each store holds."""

    def __init__(self, *args: Any, stores: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stores = list(stores)
        for number, store in enumerate(self.stores):
            self.fields[f"basis-{number}"] = forms.ChoiceField(
                label=store_words(store), choices=Basis.choices
            )

    def bases(self) -> dict[str, Basis]:
        """{store: basis}"""
        return {
            store: Basis(self.cleaned_data[f"basis-{number}"])
            for number, store in enumerate(self.stores)
        }


class ReleaseForm(forms.Form):
    """The answer that goes with the copy, and closes the request."""

    text = text_field(
        _("Answer to the person"),
        _("On their page, beside the copy; it closes the request."),
    )
    was_told = forms.BooleanField(
        label=_("I hand the copy over by another way"),
        help_text=_("No e-mail address is known, so nothing can be sent."),
    )
    field_order = ("text", "was_told")

    def __init__(self, *args: Any, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_address:
            del self.fields["was_told"]


class CodeForm(forms.Form):
    """The code that was mailed."""

    code = forms.RegexField(
        r"^\s*\d{8}\s*$",
        label=_("The code from our mail"),
        help_text=_("Eight digits, good for 15 minutes."),
        error_messages={"invalid": _("Type the eight digits of our newest mail.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
