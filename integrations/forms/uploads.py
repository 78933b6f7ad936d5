"""Which file is imported."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.files.fields import Kind

KINDS = (
    (Kind.PERFORMANCE, _("Daily performance: what campaigns cost and brought, day by day")),
    (Kind.OPPORTUNITIES, _("Opportunities: deals with stage, amount and dates")),
)


class UploadForm(forms.Form):
    """Which kind of file, and the file; `kind` stands first, because the file comes as a stream."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=KINDS,
        initial=Kind.PERFORMANCE,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("One row a line, with a header. It is deleted as soon as it is imported."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Export it again and try that file."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["data-max-bytes"] = settings.IMPORT_FILE_MAX_BYTES
        self.fields["file"].widget.attrs["data-too-large"] = too_large()


def too_large() -> str:
    """What is said of a file over the limit."""
    from django.template.defaultfilters import filesizeformat

    limit = filesizeformat(settings.IMPORT_FILE_MAX_BYTES)
    return str(
        _("The file is larger than %(limit)s. Export fewer days at a time.") % {"limit": limit}
    )
