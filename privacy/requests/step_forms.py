"""What the desk types in each of its steps on a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from privacy.clock import Question
from privacy.models import Outcome
from privacy.requests.forms import text_field

NOBODY = "nobody"


class StepForm(forms.Form):
    """A step of the desk; without an address somebody has to have told the person."""

    was_told = forms.BooleanField(
        label=_("I told the person by letter or telephone"),
        help_text=_("No e-mail address is known, so nothing can be sent."),
    )

    def __init__(self, *args: Any, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_address:
            del self.fields["was_told"]


class AskForm(StepForm):
    question = forms.ChoiceField(
        label=_("What is unclear"),
        choices=[
            (Question.IDENTITY.value, _("Who the person is")),
            (Question.CLARIFICATION.value, _("What the person wants")),
        ],
    )
    text = text_field(
        _("Question to the person"), _("Ask for no identity document where less will do.")
    )
    reason = text_field(
        _("Why it has to be asked"),
        _("Kept on record. Without a reason, or after 14 days, a question stops no time limit."),
    )
    field_order = ["question", "text", "reason"]


class ExtendForm(StepForm):
    months = forms.TypedChoiceField(
        label=_("By how much"), coerce=int, choices=[(1, _("One month")), (2, _("Two months"))]
    )
    reasons = text_field(_("Reasons"), _("Sent to the person, as the law asks."))
    field_order = ["months", "reasons"]


class ReplyForm(StepForm):
    text = text_field(_("Message to the person"))
    field_order = ["text"]


class ProposeForm(forms.Form):
    evidence = text_field(
        _("What shows that it is clearly unfounded or excessive"), _("Kept on record.")
    )
    text = text_field(
        _("Answer to the person"),
        _("Sent once another member agrees, with the authority and the way to a court."),
    )

    def __init__(self, *args: Any, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class DecideForm(StepForm):
    is_agreed = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("I agree: send the answer and close")), ("no", _("I decline"))],
        widget=forms.RadioSelect,
    )
    field_order = ["is_agreed"]

    def clean(self) -> dict[str, Any]:
        """Whoever declines has nothing to tell the person."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("is_agreed") == "no":
            self.errors.pop("was_told", None)
        return {"was_told": False, **said} if "was_told" in self.fields else said


class PassForm(StepForm):
    """To which workspace a request belongs; `found` are those that the house may choose from."""

    to = forms.ChoiceField(label=_("To whom it belongs"), widget=forms.RadioSelect)
    is_ours_too = forms.BooleanField(
        label=_("It is about our own data, too"),
        help_text=_("It stays open here, and we answer for our own part."),
        required=False,
    )
    field_order = ["to", "is_ours_too"]

    def __init__(self, *args: Any, found: list[Workspace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.name} ({one.slug})") for one in found]
        to: Any = self.fields["to"]
        to.choices = [*choices, (NOBODY, _("To no customer of ours"))]


class HearForm(forms.Form):
    text = text_field(_("What the person said"))

    def __init__(self, *args: Any, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


_BY_OTHER_WAYS = (
    *(Outcome.WITHDRAWN, Outcome.UNFOUNDED),
    *(Outcome.PASSED_ON, Outcome.NOT_OURS),
)


class CloseForm(StepForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[one for one in Outcome.choices if one[0] not in _BY_OTHER_WAYS],
        help_text=_("To refuse it as unfounded or excessive takes two: propose it instead."),
    )
    text = text_field(
        _("Answer to the person"),
        _(
            "For a refusal: its reasons. The supervisory authority and the way to a court are "
            "added by themselves."
        ),
    )
    field_order = ["outcome", "text"]
