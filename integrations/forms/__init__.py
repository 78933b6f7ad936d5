"""Forms of sources and files: what a person types, checked before a service is called."""

from integrations.forms.connecting import (
    AccountsForm,
    CertificateForm,
    ConnectForm,
    PersonFieldsForm,
)
from integrations.forms.erasing import IN_SHORT, OnErasureForm
from integrations.forms.formulas import FormulasForm
from integrations.forms.previews import DialectForm, PreviewForm
from integrations.forms.upkeep import (
    ApiShareForm,
    DisconnectForm,
    PaceForm,
    RangeForm,
    RenameForm,
)
from integrations.forms.uploads import UploadForm, too_large

__all__ = [
    "IN_SHORT",
    "AccountsForm",
    "ApiShareForm",
    "CertificateForm",
    "ConnectForm",
    "DialectForm",
    "DisconnectForm",
    "FormulasForm",
    "OnErasureForm",
    "PaceForm",
    "PersonFieldsForm",
    "PreviewForm",
    "RangeForm",
    "RenameForm",
    "UploadForm",
    "too_large",
]
