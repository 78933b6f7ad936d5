"""What is typed to get news, and what staff write."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms import one_line
from accounts.national_numbers import without_number
from accounts.strangers.traps import TrappedForm
from enquiries.models import Newsletter, Topic

if TYPE_CHECKING:
    _LetterForm = forms.ModelForm[Newsletter]
else:  # Django's class is generic for the type checker alone
    _LetterForm = forms.ModelForm


def _topics(label: Any, *, required: bool) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=Topic.choices,
        required=required,
        widget=forms.CheckboxSelectMultiple,
    )


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class NewsletterForm(TrappedForm):
    """Address, topics and language; no topic is ticked before somebody does."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send one mail with a link to it. Without the link nothing more comes."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    topics = _topics(_("What do you want to hear about?"), required=True)
    language = _language()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "en")[:2]


class ChoicesForm(forms.Form):
    """What a subscriber gets; with no topic at all they have left."""

    topics = _topics(_("Topics"), required=False)
    language = _language()


class LetterForm(_LetterForm):
    """A letter in both languages."""

    class Meta:
        model = Newsletter
        fields = ["topic", "subject_en", "text_en", "subject_da", "text_da"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("subject_en", "subject_da"):
            self.fields[name].validators += [one_line, without_number]
        for name in ("text_en", "text_da"):
            self.fields[name].widget.attrs["rows"] = 14
        self.fields["text_en"].help_text = _(
            "An empty line begins a paragraph, “## ” a heading, “- ” a list. **Bold**, and "
            "[words](https://…) for a link."
        )


class SendForm(forms.Form):
    """When a letter goes; empty is now."""

    at = forms.DateTimeField(
        label=_("When"),
        help_text=_("Leave it empty to send it now."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def clean_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["at"]
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError(_("Choose a moment to come, or leave it empty."))
        return moment
