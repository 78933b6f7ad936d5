"""What is to happen in a source when a person is erased here."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
