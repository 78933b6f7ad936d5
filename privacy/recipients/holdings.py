"""What notices to recipients hold: nothing of a person but that a request was theirs."""

from django.utils.translation import gettext_noop as _

from accounts.subjects import Classifications, Kept, NotPersonal, Personal

_ID = NotPersonal("A random id of the row.")
_WORKSPACE = NotPersonal("Which workspace, that is which business customer.")
_RECIPIENT = NotPersonal("A company, or a source of the workspace.")
_BASIS = _("28(3)(e): help the customer to tell recipients, and to show that it did")
_KEPT = _("as long as the workspace; ids alone")

RETENTION: dict[str, Kept] = {_KEPT: Kept(deed=_("The end of the workspace."))}


def _told(subject: str, purpose: str) -> Personal:
    return Personal(
        "pd:Communication",
        subject,
        _("the request, and the members who answer it"),
        purpose,
        _BASIS,
        _KEPT,
        "processor",
    )


_NOTICE = _told("customer_contact", _("tell recipients, and tell the person who was told"))
CLASSIFICATIONS: Classifications = {
    "privacy.recipientnotice": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(("recipient", "source_key"), _RECIPIENT),
        **dict.fromkeys(("request", "about", "noted_at", "told_at"), _NOTICE),
        "told_by": _told("customer_staff", _("show which member told a recipient")),
    },
}
