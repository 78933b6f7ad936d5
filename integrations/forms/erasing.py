"""What is to happen in a source when a person is erased here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.actions import choices_for

# In this order, the careful ones in the middle: what each means stands beside it.
ON_ERASURE = (
    ("delete", _("Delete there, too: we delete the person’s records in the source.")),
    (
        "redact",
        _(
            "Empty there: names, addresses and texts of the records go; the records stay, with the "
            "days, stages and numbers that are counted."
        ),
    ),
    (
        "ask",
        _(
            "Ask a member: nothing is changed there by us. A member opens each record by its link, "
            "does what is right, and says so."
        ),
    ),
    (
        "never",
        _("Never: nothing is changed there. The person is erased here and kept away from then on."),
    ),
)
IN_SHORT = {
    "delete": _("Deleted there, too"),
    "redact": _("Emptied there"),
    "ask": _("A member is asked"),
    "never": _("Never changed"),
}


class OnErasureForm(forms.Form):
    """One of four."""

    on_erasure = forms.ChoiceField(
        label=_("When a person is erased here, what happens in the source?"),
        choices=ON_ERASURE,
        widget=forms.RadioSelect,
        help_text=_(
            "The company that a person works for is a record of its own and is never changed. The "
            "user who connected the source needs the right to change and delete records of people."
        ),
    )

    def __init__(self, *args: Any, connector: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = choices_for(connector)
        field = self.fields["on_erasure"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(key, text) for key, text in ON_ERASURE if key in offered]
        if "delete" not in offered:
            field.help_text = _("Proactivox may only read this source and changes nothing.")
