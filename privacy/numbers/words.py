"""Where a number stood, in words: a text of ours, or a field of a source."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import QuarantinedNumber
from integrations.models import Source

_TEXTS: Mapping[str, Any] = {
    "enquiries.ticketmessage": _("A message in a ticket"),
    "privacy.requestmessage": _("A message in a request"),
    "privacy.datasubjectrequest": _("The business that a request names"),
    "privacy.registernote": _("A note in a register"),
    "privacy.restrictedperson": _("The reason or grounds of a restriction"),
    "privacy.legalhold": _("The ground of a legal hold"),
}


def place_of(row: QuarantinedNumber) -> str:
    """ "Salesforce: Lead.Title" for a field of a source, else which of our texts it was."""
    if row.source_id is None:
        return str(_TEXTS.get(row.place.rpartition(".")[0], row.place))
    source = Source.objects.filter(pk=row.source_id).first()
    field = row.place.partition("#")[2] or row.place.removeprefix("integrations.")
    return f"{source.name}: {field}" if source else field
