"""What was done for privacy, in words for the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.clock import Kind as Notice
from privacy.clock import Question
from privacy.models import (
    Channel,
    DataSubjectRequest,
    Decision,
    Erasure,
    Ground,
    Kind,
    LeftOut,
    Outcome,
    Register,
    RegisterEntry,
    Upstream,
)

LABELS: Mapping[str, Any] = {
    "workspace.closing_asked": gettext_lazy("Asked for the workspace to be closed"),
    "workspace.closing_cancelled": gettext_lazy("Took back that the workspace closes"),
    "workspace.export_asked": gettext_lazy("Had the export of the whole workspace made again"),
    "workspace.export_made": gettext_lazy("Made an export of the whole workspace"),
    "workspace.export_downloaded": gettext_lazy("Downloaded the export of the whole workspace"),
    "agreement.accepted": gettext_lazy("Accepted the data processing agreement"),
    "subprocessor.announced": gettext_lazy("Announced a change of subprocessors"),
    "subprocessor.activated": gettext_lazy("Put a change of subprocessors into use"),
    "subprocessor.withdrawn": gettext_lazy("Took a change of subprocessors back"),
    "subprocessor.told": gettext_lazy("Proactivox told of a change of subprocessors"),
    "subprocessor.objected": gettext_lazy("Objected to a subprocessor"),
    "records.exported": gettext_lazy("Exported the records of processing"),
    "consents.exported": gettext_lazy("Exported the proof of consents"),
    "readings.exported": gettext_lazy("Exported the log of readings"),
    "number.deleted": gettext_lazy("Deleted a national identification number that was left out"),
    "package.gathered": gettext_lazy("Gathered what is held of a person"),
    "package.left_out": gettext_lazy("Left a part of a copy out"),
    "package.brought_back": gettext_lazy("Gave out a part of a copy after all"),
    "package.looked_at": gettext_lazy("Looked at free text of a copy"),
    "package.bases_stated": gettext_lazy("Stated legal bases for copies to take elsewhere"),
    "package.building": gettext_lazy("Had a copy made"),
    "package.changed": gettext_lazy("Threw a copy away to change it"),
    "package.opened": gettext_lazy("Opened a copy at the desk"),
    "package.released": gettext_lazy("Released a copy to the person"),
    "package.code_sent": gettext_lazy("The person had a code for the copy sent"),
    "package.downloaded": gettext_lazy("The person fetched the copy"),
    "package.deleted": gettext_lazy("Deleted a copy whose time was over"),
    "request.received": gettext_lazy("A person confirmed a privacy request"),
    "request.recorded": gettext_lazy("Took down a privacy request"),
    "request.asked": gettext_lazy("Asked the person of a privacy request"),
    "request.extended": gettext_lazy("Extended a privacy request"),
    "request.replied": gettext_lazy("Wrote to the person of a privacy request"),
    "request.heard": gettext_lazy("Took down what the person of a privacy request said"),
    "request.written": gettext_lazy("The person of a privacy request wrote"),
    "request.withdrawn": gettext_lazy("The person took a privacy request back"),
    "request.proposed": gettext_lazy("Proposed to refuse a privacy request as unfounded"),
    "request.declined": gettext_lazy("Declined to refuse a privacy request as unfounded"),
    "request.closed": gettext_lazy("Closed a privacy request"),
    "request.passed_on": gettext_lazy("Passed a privacy request on to a customer"),
    "request.passed_in": gettext_lazy("Proactivox passed a privacy request on"),
    "request.not_ours": gettext_lazy("Found a privacy request to be about no customer"),
    "request.kept": gettext_lazy("Found a privacy request to be about our own data"),
    "erasure.begun": gettext_lazy("Began to erase a person"),
    "erasure.certificate": gettext_lazy("Downloaded the certificate of an erasure"),
    "erasure.decided": gettext_lazy("Decided what an erasure does in a source"),
    "erasure.by_hand": gettext_lazy("Did a part of an erasure by hand in the source"),
    "erasure.retried": gettext_lazy("Tried again to erase a person"),
    "erasure.resumed": gettext_lazy("Went on with an erasure: a legal hold has ended"),
    "erasure.finished": gettext_lazy("Erased a person, and found nothing left"),
    "erasure.read": gettext_lazy("Read every row for an erased person, and found nothing left"),
    "erasure.residue": gettext_lazy("Read every row for an erased person, and found something"),
    "erasure.failed": gettext_lazy("A part of an erasure failed"),
    "request.taken_up": gettext_lazy("Took up a privacy request that came by mail"),
    "person.restricted": gettext_lazy("Restricted a person’s data"),
    "person.objection_decided": gettext_lazy("Decided an objection"),
    "person.lifting_announced": gettext_lazy("Told a person that a restriction ends"),
    "person.rectified": gettext_lazy("Corrected a person’s data"),
    "person.rectified_upstream": gettext_lazy("Told a source of a correction"),
    "recipient.told": gettext_lazy("Told a recipient what became of a person’s data"),
    "person.freed": gettext_lazy("Lifted a restriction"),
    "request.reminded": gettext_lazy("Reminded of a privacy request"),
    "breach.entered": gettext_lazy("Entered a breach"),
    "breach.described": gettext_lazy("Described a breach"),
    "breach.assessed": gettext_lazy("Assessed a breach"),
    "breach.authority_told": gettext_lazy("Recorded a notice to the authority about a breach"),
    "breach.people_decided": gettext_lazy("Decided whether people are told of a breach"),
    "breach.customers_told": gettext_lazy("Told customers of a breach"),
    "breach.arrived": gettext_lazy("Proactivox told of a breach"),
    "breach.reminded": gettext_lazy("Reminded of a breach"),
    "breach.closed": gettext_lazy("Closed a breach"),
    "complaint.received": gettext_lazy("A person complained"),
    "complaint.recorded": gettext_lazy("Took down a complaint"),
    "complaint.acknowledged": gettext_lazy("Acknowledged a complaint"),
    "complaint.written": gettext_lazy("Wrote to the person of a complaint"),
    "complaint.heard": gettext_lazy("Took down what the person of a complaint said"),
    "complaint.reminded": gettext_lazy("Reminded of a complaint"),
    "complaint.closed": gettext_lazy("Closed a complaint"),
    "disclosure.entered": gettext_lazy("Entered a disclosure to an authority"),
    "disclosure.described": gettext_lazy("Added to a disclosure to an authority"),
    "retention.set": gettext_lazy("Set a rule of retention"),
    "retention.run": gettext_lazy("Deleted what was past its retention"),
    "retention.exported": gettext_lazy("Exported the retention schedule"),
    "hold.made": gettext_lazy("Made a legal hold"),
    "hold.lifted": gettext_lazy("Lifted a legal hold"),
    "register.exported": gettext_lazy("Exported a register"),
}

# Of two with one value the last counts.
_WORDS = (Ground, Decision, Upstream, Kind, Channel, LeftOut, Outcome)
VALUES: Mapping[str, Any] = {
    **{one.value: one.label for words in _WORDS for one in words},
    Question.IDENTITY.value: gettext_lazy("who they are"),
    Question.CLARIFICATION.value: gettext_lazy("what they want"),
    Notice.REMINDER.value: gettext_lazy("reminder"),
    Notice.ESCALATION.value: gettext_lazy("escalation"),
}


def _entry_names(ids: list[str]) -> Mapping[str, str]:
    rows = RegisterEntry.objects.filter(pk__in=ids)
    return {
        str(row.pk): f"{Register(row.register).label} {row.number}"
        for row in rows.only("register", "number")
    }


def _request_names(ids: list[str]) -> Mapping[str, str]:
    rows = DataSubjectRequest.objects.filter(pk__in=ids).exclude(number=None)
    return {
        str(key): _("Request %(number)d") % {"number": number}
        for key, number in rows.values_list("pk", "number")
    }


def _erasure_names(ids: list[str]) -> Mapping[str, str]:
    rows = Erasure.objects.filter(pk__in=ids)
    return {
        str(key): _("Request %(number)d") % {"number": number}
        for key, number in rows.values_list("pk", "request__number")
    }


NAMES = {
    "privacy.erasure": _erasure_names,
    "privacy.datasubjectrequest": _request_names,
    "privacy.registerentry": _entry_names,
}
