"""What was done to sources and files, in words for the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from integrations.models import Source
from integrations.selectors.connectors import vendor_names

LABELS: Mapping[str, Any] = {
    "source.connect": _("Connected a source"),
    "source.reconnect": _("Connected a source again"),
    "source.accounts": _("Chose a source’s accounts"),
    "source.accounts_changed": _("Noticed that accounts changed their zone or currency"),
    "source.sync": _("Asked for a sync"),
    "source.sync_missed": _("Began a sync that was missed"),
    "source.reread": _("Had a range read again"),
    "source.control_differs": _("Found sums that differ from the source’s own"),
    "source.pause": _("Paused a source"),
    "source.resume": _("Resumed a source"),
    "source.rename": _("Renamed a source"),
    "source.pace": _("Chose how often a source is read"),
    "source.api_share": _("Chose how much of the API budget is used"),
    "source.on_erasure": _("Chose what an erasure does in a source"),
    "source.person_fields": _("Chose fields of people"),
    "source.formulas": _("Chose formula fields"),
    "source.disconnect": _("Disconnected a source"),
    "source.actions_on": _("Allowed changes in a source from here"),
    "source.actions_off": _("Forbade changes in a source from here"),
    "source.action_fields": _("Chose which fields are set from here"),
    "campaign_action.asked": _("Asked for a change in a source"),
    "campaign_action.approved": _("Approved a change in a source"),
    "campaign_action.refused": _("Refused a change in a source"),
    "campaign_action.done": _("Changed something in a source"),
    "campaign_action.failed": _("A change in a source was not done"),
    "campaign_action.unknown": _("The outcome of a change in a source is unknown"),
    "actions.limits": _("Set how far one member goes alone"),
    "actions.stopped": _("Stopped all changes in sources"),
    "actions.go_on": _("Let changes in sources go on"),
    "upstream.delete": _("Deleted a person’s record in a source"),
    "upstream.redact": _("Emptied a person’s record in a source"),
    "upstream.correct": _("Corrected a person’s record in a source"),
    "quarantine.let_in": _("Let in a new record of a person who was erased"),
    "quarantine.kept_out": _("Kept out a new record of a person who was erased"),
    "certificate.make": _("Made a certificate for a source"),
    "file.import": _("Began to import a file"),
    "file.imported": _("Imported a file"),
    "file.import_failed": _("A file was not imported"),
    "file.cancel": _("Stopped an import"),
    "file.discard": _("Threw an upload away"),
}
VALUES: Mapping[str, Any] = {
    **vendor_names(),
    "file": _("CSV file"),
    "consent": _("by log-in"),
    "certificate": _("by certificate"),
    "performance": _("daily performance"),
    "opportunities": _("deals"),
    "rejects": _("too many rows could not be read"),
}


def _source_names(ids: list[str]) -> Mapping[str, str]:
    return {
        str(key): name for key, name in Source.objects.filter(pk__in=ids).values_list("pk", "name")
    }


NAMES = {"integrations.source": _source_names}
