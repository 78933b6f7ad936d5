"""What people type into a ticket; every text has an end, and no consent is asked along with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.strangers.traps import TrappedForm
from enquiries.models import TicketTopic
from enquiries.tickets.attachments.fields import FilesField
from enquiries.tickets.writing import LONGEST


def text_field(label: Any, help_text: Any = "", *, rows: int = 6) -> forms.CharField:
    """A text of several lines, bounded."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class _WithFiles(forms.Form):
    """Browsers do not send a file twice, so whoever has to mend the form chooses it again."""

    def _post_clean(self) -> None:
        """Say so, where there were files and anything else is wrong, the trap's words included."""
        super()._post_clean()  # type: ignore[misc]  # the stubs lack it
        if self.errors and self.cleaned_data.get("attached"):
            self.add_error("attached", _("Choose your files again before you send."))


class ContactForm(_WithFiles, TrappedForm):
    """The public form."""

    topic = forms.ChoiceField(label=_("What is it about?"), choices=TicketTopic.choices)
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We answer to it, and to no other."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    company = forms.CharField(
        label=_("Your company"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    text = text_field(_("Your message"), _("Send no passwords, and no identity document."))
    attached = FilesField()

    def clean_name(self) -> str:
        """In one line, however it was pasted."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_company(self) -> str:
        """In one line, however it was pasted."""
        return " ".join(self.cleaned_data["company"].split())


class SupportForm(_WithFiles):
    """For whoever is logged in: who and where from is known."""

    workspace = forms.ChoiceField(label=_("Which workspace is it about?"), required=False)
    text = text_field(_("What can we help with?"), _("Send no passwords."))
    attached = FilesField()

    def __init__(self, *args: Any, places: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.workspace_id), one.workspace.name) for one in places]
        field: Any = self.fields["workspace"]
        field.choices = [*known, ("", _("None of them"))]


class WriteForm(_WithFiles):
    """The asker's further message."""

    text = text_field(_("Your message"), rows=5)
    attached = FilesField()


class AnswerForm(forms.Form):
    """What staff answer."""

    text = text_field(_("Answer to the asker"), _("It is sent by mail."), rows=8)
    is_last = forms.BooleanField(label=_("Close the ticket with it"), required=False)


class NoteForm(forms.Form):
    """What staff write for each other."""

    text = text_field(
        _("Note among staff"),
        _("The asker does not see it here, and gets it with a copy of their data."),
        rows=3,
    )


class AssignForm(forms.Form):
    """Who works on it."""

    assignee = forms.ChoiceField(label=_("Who works on it"), required=False)

    def __init__(self, *args: Any, staff: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assignee"]
        known = [(str(one.user_id), one.user.get_full_name()) for one in staff]
        field.choices = [("", _("Nobody yet")), *known]

    def clean_assignee(self) -> UUID | None:
        """Their login; None for nobody."""
        chosen = self.cleaned_data["assignee"]
        return UUID(chosen) if chosen else None


class HandOverForm(forms.Form):
    """Which right a message turns out to use."""

    kind = forms.ChoiceField(label=_("What is wanted"))

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = kinds
