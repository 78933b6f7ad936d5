"""The field of a form by which files come in; each that is refused is named, with why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from enquiries.tickets.attachments.checking import CheckedFile, check_file
from enquiries.tickets.attachments.kinds import ENDINGS


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All of them, not the last."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.Field):
    """Gives CheckedFiles."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Files"),
            help_text=_("Up to 3, of 5 MB each: images, PDF, text or CSV."),
            required=False,
            widget=FilesInput(attrs={"multiple": True, "accept": ",".join(ENDINGS)}),
        )

    def clean(self, value: Any) -> tuple[CheckedFile, ...]:
        """Every file is looked at, so that all that is wrong is said at once."""
        taken, wrong = [], []
        for number, file in enumerate(value or []):
            try:
                declared = file.content_type or ""
                taken.append(check_file(file.name, declared, file.content, before=number))
            except Refused as refused:
                wrong.append(str(refused))
        if wrong:
            raise forms.ValidationError(wrong)
        return tuple(taken)
