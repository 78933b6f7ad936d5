"""What notices to recipients hold: nothing of a person but that a request was theirs."""

from django.utils.translation import gettext_noop as _

from accounts.subjects import Classifications, Kept, NotPersonal
from privacy.entries import ID, IDS_ALONE, WORKSPACE, Work

_RECIPIENT = NotPersonal("A company, or a source of the workspace.")
_BASIS = _("28(3)(e): help the customer to tell recipients, and to show that it did")

RETENTION: dict[str, Kept] = {IDS_ALONE: Kept(deed=_("The end of the workspace."))}
_WORK = Work(_("the request, and the members who answer it"), _BASIS, IDS_ALONE)
_NOTICE = _WORK.of_person(
    "pd:Communication", _("tell recipients, and tell the person who was told")
)
_TOLD_BY = _WORK.of_person(
    "pd:Communication", _("show which member told a recipient"), subject="customer_staff"
)
CLASSIFICATIONS: Classifications = {
    "privacy.recipientnotice": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("recipient", "source_key"), _RECIPIENT),
        **dict.fromkeys(("request", "about", "noted_at", "told_at"), _NOTICE),
        "told_by": _TOLD_BY,
    },
}
